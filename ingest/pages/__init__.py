"""Permit pages: asked for politely, remembered, and landed with every cell of their tables.

`identify` says which pages there are, `plan` which of them to ask for, `fetch` asks (as `robots` allows), `store`
remembers, `read` and `cells` say what stands on a page; here all that is known is landed.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from .. import landing, progress
from ..errors import LandingError, SourceError
from ..landing import Column
from ..sources import sources
from .fetch import quoted
from .plan import Wishes, ask, reparse_all
from .read import decode
from .store import Known, Store

PAGES = [
    Column("identificador_b64"),
    Column("url"),
    Column("fetched_at", "TIMESTAMP"),
    Column("http_status", "BIGINT"),
    Column("outcome"),
    Column("error"),
    Column("sha256"),
    Column("html"),
]
CELLS = [
    Column("identificador_b64"),
    Column("section"),
    Column("row_number", "BIGINT"),
    Column("column_number", "BIGINT"),
    Column("text"),
    Column("is_spanned", "BOOLEAN"),
]


def land(
    source: str,
    *,
    url: str | None = None,
    limit: int | None = None,
    rate: float | None = None,
    connections: int | None = None,
    max_age: float | None = None,
    reparse: bool = False,
) -> list[dict[str, Any]]:
    """Ask for the pages that are new, that failed or that are older than `max_age` days, and land all that are known.

    `url` is what an identifier is added to, `limit` the number of pages asked for at most, `rate` pages a second (0:
    no limit), `connections` those kept alive; sources.yml has their defaults. `reparse` reads the kept pages anew and
    asks for none. The ledger's rows of the load.

    Every identifier ever asked for has a row, with its last answer: a page does not vanish because it was not asked
    for now, nor because the server failed since. Raises SourceError where the layer is not landed, robots.txt cannot
    be had, or no page could be asked for; what arrived is kept all the same.
    """
    known = (sources().get(source) or {}).get("pages") or {}
    if not (url or known.get("url")):
        raise SourceError(f"sources.yml has no pages for '{source}'; give their address with --url")
    wishes = Wishes(
        url=url or str(known["url"]),
        limit=limit,
        rate=float(known.get("rate", 4) if rate is None else rate),
        connections=int(connections or known.get("connections", 4)),
        max_age=known.get("max_age") if max_age is None else max_age,
    )
    with landing.begin(source, origin=wishes.url, kind="pages") as load:
        try:
            store = Store(source)
            try:
                table = load.table(f"{source}_permit_pages", PAGES, [wishes.url])
                world = reparse_all(source, store) if reparse else ask(source, wishes, load, table, store)
                pages = store.known(world)
                table.locations = _origins(pages) or [wishes.url]
                load.origin = ("replica " if world else "") + ", ".join(table.locations)
                _land(load, table, store, pages)
            finally:
                store.close()
        except sqlite3.Error as error:
            raise LandingError(
                f"the pages kept in {landing.home() / 'pages' / source}.sqlite cannot be used ({error});"
                " make room on the disk, or move that file away, and every page is asked for again"
            ) from error
    return load.report


def _origins(known: Sequence[Known]) -> list[str]:
    """Where the pages that are known came from, the last one first: not always what this run was told to ask."""
    last: dict[str, datetime] = {}
    for page in known:
        base = page.url.removesuffix(quoted(page.identifier))
        last[base] = max(last.get(base, page.asked_at), page.asked_at)
    return sorted(last, key=lambda base: (last[base], base), reverse=True)


def _land(load: landing.Load, table: landing.Table, store: Store, known: Sequence[Known]) -> None:
    """Land what is known of each page, and the cells of its tables."""
    digest = hashlib.sha256()
    for page in known:
        digest.update(f"{page.identifier} {page.sha256}\n".encode())
    load.sha256 = digest.hexdigest()
    with progress.task("landing pages", len(known), "pages") as tick:
        table.rows_read += table.write(_pages(store, known, tick))
    cells = load.table(f"{load.source}_permit_page_cells", CELLS, table.locations)
    with progress.task("landing cells", len(known), "pages") as tick:
        cells.rows_read += cells.write(_cells(store, known, tick))
    _warn(table, known)


def _pages(store: Store, known: Sequence[Known], tick: progress.Tick) -> Iterator[tuple[Any, ...]]:
    for page in known:
        html = None if page.sha256 is None else decode(store.body(page.sha256), page.content_type)[0]
        yield (
            page.identifier,
            page.url,
            page.asked_at,
            page.http_status,
            page.outcome,
            page.error,
            page.sha256,
            html,
        )
        tick.advance(1)


def _cells(store: Store, known: Sequence[Known], tick: progress.Tick) -> Iterator[tuple[Any, ...]]:
    for page in known:
        if page.outcome == "ok" and page.sha256 is not None:
            for cell in store.cells(page.sha256, page.content_type):
                yield page.identifier, *cell
        tick.advance(1)


def _warn(table: landing.Table, known: Sequence[Known]) -> None:
    """Say what a person should look at: each kind of oddity once, with how many pages have it and the first."""
    odd: dict[str, list[Known]] = {}
    for page in known:
        if page.outcome == "failed":
            odd.setdefault(f"failed: {page.error}", []).append(page)
        elif page.note:
            odd.setdefault(page.note, []).append(page)
        if page.failed_since:
            odd.setdefault("failed when asked for again; the earlier answer stands", []).append(page)
        if page.withdrawn:
            odd.setdefault("refused now, and not before", []).append(page)
    for what, pages in odd.items():
        table.warn(f"{len(pages):,} page{'s' if len(pages) > 1 else ''}: {what} ({pages[0].url})")
    outcomes = Counter(page.outcome for page in known)
    counted = ", ".join(f"{outcomes[outcome]:,} {outcome}" for outcome in ("ok", "refused", "failed"))
    progress.say(f"{len(known):,} pages known: {counted}")
