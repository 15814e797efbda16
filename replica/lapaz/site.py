"""The permit site: pages by identifier, refusals, and the page that never comes. Also how pages are kept in a file."""

import json
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from replica.messages import Handler, Request, Response
from replica.pages import Cell, Page, Section, refusal, render

PATH = "/situtiles/pc/"
STALL = 11.0  # seconds: longer than the notebook waits (10 s)
HTML = {"Content-Type": "text/html; charset=UTF-8"}


def handler(pages: Mapping[str, Page], silent: Collection[str] = (), stall: float = STALL, path: str = PATH) -> Handler:
    """Answers `path?<identifier in base64>`: with its page; after `stall` seconds by hanging up where the identifier is
    among the `silent`; with a refusal (status 200) where it is none of these.
    """
    no = refusal().encode()

    def answer(request: Request) -> Response | None:
        if request.path != path:
            return None
        identifier = unquote(request.query)
        if identifier in silent:
            time.sleep(stall)
            raise ConnectionAbortedError(f"no answer for {identifier}")  # the connection ends without a byte
        page = pages.get(identifier)
        return Response(no if page is None else render(page).encode(), headers=HTML)

    return answer


def write(path: Path, records: Iterable[tuple[str, str, Page | None]]) -> None:
    """Writes (identifier in base64, answer, page) one a line; answer is ok, refused or failed."""
    with path.open("w", encoding="utf-8") as file:
        for identifier, answer, page in records:
            record: dict[str, Any] = {"identificador_b64": identifier, "answer": answer}
            if page is not None:
                record["page"] = [
                    [section.heading, [list(map(_pack, row)) for row in section.rows]] for section in page
                ]
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def read(path: Path) -> tuple[dict[str, Page], set[str]]:
    """What `write` wrote: the pages by identifier, and the identifiers that fail. The refused need no record."""
    pages: dict[str, Page] = {}
    silent = set()
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["answer"] == "failed":
                silent.add(record["identificador_b64"])
            elif record["answer"] == "ok":
                pages[record["identificador_b64"]] = [
                    Section(heading, [list(map(_unpack, row)) for row in rows]) for heading, rows in record["page"]
                ]
    return pages, silent


def _pack(cell: Cell) -> str | list[Any]:
    return cell.text if cell == Cell(cell.text) else list(cell)


def _unpack(packed: str | list[Any]) -> Cell:
    return Cell(packed) if isinstance(packed, str) else Cell(*packed)
