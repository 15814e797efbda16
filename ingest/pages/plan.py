"""Which pages to ask for in this run, and asking for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from .. import landing, progress
from ..errors import SourceError
from ..landing.zone import now
from .fetch import FORBIDDEN, NOT_ASKED, Fetch, Site, meet
from .identify import identifiers, layer_of
from .readers import Readers
from .store import Known, Store, Try


@dataclass(frozen=True)
class Wishes:
    """What a run was told: see `pages.land`."""

    url: str
    limit: int | None
    rate: float
    connections: int
    max_age: float | None


def ask(source: str, wishes: Wishes, load: landing.Load, table: landing.Table, store: Store) -> str:
    """Ask for what is due, and read what came. The world that the answers belong to.

    Where nothing is due, no request is made; save where the replica's pages are kept: one made anew has other pages
    for the same permits, and only its robots.txt tells.
    """
    layer = layer_of(source, load)
    wanted, without = identifiers(load, layer)
    if without:
        table.warn(f"{without:,} approved permits lack a code, a number or a date, so no page can be asked for")
    _read_the_rest(store)  # a killed run may have left some unread
    worlds = store.worlds()
    site: Site | None = meet(wishes.url) if any(worlds) else None
    world = site.world if site else ""
    due = _due(wanted, store.known(world), wishes)
    if due and site is None and wishes.limit != 0:
        site = meet(wishes.url)
        if site.world != world:
            world = site.world
            due = _due(wanted, store.known(world), wishes)
    if site is not None:
        due = _allowed(due, wanted, site, store)
    asked = due if wishes.limit is None else due[: wishes.limit]
    if asked and site is not None:
        with Readers(store, len(asked)) as readers:
            _run(Fetch(site, store, wishes.rate, wishes.connections), asked, len(wanted), readers)
            readers.finish()
    elif due:
        progress.say(f"{len(wanted):,} pages, {len(due):,} of them due; with --limit 0 none is asked for")
    else:
        progress.say(f"{len(wanted):,} pages, none of them to be asked for now")
    return world


def reparse_all(source: str, store: Store) -> str:
    """Read every kept page anew, without the network; the world of the last run."""
    worlds = store.worlds()
    if not worlds:
        raise SourceError(f"no page of {source} is kept yet; run `python -m ingest pages {source}` first")
    store.forget_readings()
    _read_the_rest(store)
    return worlds[0]


def _read_the_rest(store: Store) -> None:
    with Readers(store, len(store.unread())) as readers:
        readers.finish()


def _due(wanted: Sequence[str], known: Sequence[Known], wishes: Wishes) -> list[str]:
    """What to ask for: pages never asked for, then those that failed, then those too old, the oldest first.

    Of those that failed, what the last run gave up before it came to them is first: no few hold up the rest for ever.
    """
    pages = {page.identifier: page for page in known}
    failed = [name for name in wanted if name in pages and pages[name].outcome == "failed"]
    failed.sort(key=lambda name: not str(pages[name].error).startswith(NOT_ASKED))
    due = [name for name in wanted if name not in pages] + failed
    if wishes.max_age is not None:
        limit = now() - timedelta(days=wishes.max_age)
        old = [name for name in wanted if name in pages and pages[name].asked_at <= limit]
        due += sorted(set(old) - set(failed), key=lambda name: (pages[name].asked_at, name))
    return due


def _allowed(due: Sequence[str], wanted: Sequence[str], site: Site, store: Store) -> list[str]:
    """Those of `due` that robots.txt allows; of the others it is noted once that they were not asked for.

    Raises SourceError where it forbids every page there is.
    """
    if wanted and not any(site.rules.allows(site.page(name)) for name in wanted):
        raise SourceError(f"{site.url}: robots.txt forbids every page; none was asked for")
    allowed = [name for name in due if site.rules.allows(site.page(name))]
    noted = {page.identifier for page in store.known(site.world) if page.error == FORBIDDEN}
    for name in sorted(set(due) - set(allowed) - noted):
        store.keep(Try(site.world, name, site.page(name), now(), error=FORBIDDEN))
    return allowed


def _run(fetch: Fetch, due: Sequence[str], of: int, readers: Readers) -> None:
    at = ""
    if fetch.per_second:
        seconds = len(due) / fetch.per_second
        at = f" at {fetch.per_second:g} a second: about " + (
            f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"
        )
    progress.say(f"{len(due):,} of {of:,} pages to be asked for{at}")
    try:
        fetch.run(due, readers.offer)
    except (KeyboardInterrupt, SystemExit):
        progress.say("what arrived is kept; the same command goes on with the rest")
        raise
