"""What lone quotes cost a reader that honours them: which lines of a file it takes for parts of one cell.

The rules are those of pandas' C parser with its defaults: a quote that begins a cell opens it, and from there on tabs
and line ends are text up to the next quote; two quotes are one that is text; what follows the closing one belongs to
the cell. So of the lines between two lone quotes one row remains, with the cells of the first line up to the one quote
and those of the last line from the other on.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isal import igzip

from bench.compare import Difference
from bench.folio import Folio
from bench.notebook_herbarium import barcode

OPENING = re.compile(rb'[\t\n]"')
PIECE = 8 << 20
MEDIA_COLUMNS = {"id", "accessURI"}


@dataclass(frozen=True)
class Span:
    """A quote in line `opened` (1 is the header) that is closed in line `closed`."""

    opened: int
    closed: int


def spans(pieces: Iterator[bytes]) -> list[Span]:
    """The spans over more than one line, in their order. A quote that nothing closes reaches to the end."""
    found: list[Span] = []
    opened, line, rest = 0, 0, b"\n"  # a file's beginning is a cell's beginning
    for piece in _and_end(pieces):
        data = rest + piece
        # the last byte waits for the one behind it
        end, at, counted = len(data) - 1, 0, 0
        while True:
            if not opened:
                match = OPENING.search(data, at)
                if match is None:
                    break
                line += data.count(b"\n", counted, match.start() + 1)
                at = counted = match.start() + 2
                opened = line
                continue
            quote = data.find(b'"', at, end)
            if quote < 0:
                break
            at = quote + 2 if data[quote + 1] == b'"'[0] else quote + 1
            if at == quote + 1:
                line += data.count(b"\n", counted, at)
                counted = at
                if line > opened:
                    found.append(Span(opened, line))
                opened = 0
        end = max(at, end)
        line += data.count(b"\n", counted, end) if end > counted else 0
        rest = data[end:]
    return [*found, Span(opened, line)] if opened else found


def _and_end(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces
    yield b"\n"


def read(path: Path) -> list[Span]:
    """The spans of a gzip'd file."""
    opened: Any = igzip.open
    with opened(path, "rb") as file:
        return spans(iter(lambda: file.read(PIECE), b""))


def around(line: int, among: Sequence[Span]) -> Span | None:
    """The span that a line is part of."""
    at = bisect_right(among, line, key=lambda span: span.opened) - 1
    return among[at] if at >= 0 and line <= among[at].closed else None


def explain(folio: Folio, sources: Path, odd: Sequence[Difference], header: Sequence[str]) -> dict[str, list[str]]:
    """Of each barcode whose rows differ, the lines that a quote swallowed or mixed up, in words; empty: not explained.

    `header`: of the differing rows. Line numbers come from folio's `_row`: no row of these files is rejected."""
    names = {difference.key: _specimens(difference, header) for difference in odd}
    lines = {"multimedia": _media_lines(folio, set(names)), "occurrence": _occurrence_lines(folio, names)}
    among = {name: read(sources / f"{name}.txt.gz") for name in lines}
    reasons: dict[str, list[str]] = {}
    for difference in odd:
        # where only the record's columns differ, the image was read well
        name = "occurrence" if difference.columns and not MEDIA_COLUMNS & {*difference.columns} else "multimedia"
        inside = [(line, around(line, among[name])) for line in lines[name].get(difference.key, ())]
        reasons[difference.key] = [
            f"line {line} of {name}.txt is inside the quote that line {span.opened} opens and {span.closed} closes"
            for line, span in inside
            if span
        ]
    return reasons


def _specimens(difference: Difference, header: Sequence[str]) -> set[str]:
    place = list(header).index("id")
    return {row[place] for row in (difference.mine, difference.theirs) if row}


def _media_lines(folio: Folio, barcodes: set[str]) -> dict[str, list[int]]:
    """The lines that name a barcode as the notebook reads it."""
    codes = "select description, _row + 1 as line, unnest(regexp_extract_all(description, '[0-9]{8}')) as code"
    rows = folio.query(
        f"select distinct line, description from ({codes} from raw.nmnh_multimedia)"
        " where code in (select unnest(?)) order by line",
        sorted(barcodes),
    )
    found: dict[str, list[int]] = {}
    for line, description in rows:
        if (code := barcode(description)) in barcodes and code:
            found.setdefault(code, []).append(line)
    return found


def _occurrence_lines(folio: Folio, names: Mapping[str, set[str]]) -> dict[str, list[int]]:
    """The lines of the specimens that either side has on a barcode."""
    wanted = sorted({name for specimens in names.values() for name in specimens})
    rows = folio.query("select id, _row + 1 from raw.nmnh_occurrence where id in (select unnest(?))", wanted)
    lines: dict[str, list[int]] = {}
    for name, line in rows:
        lines.setdefault(name, []).append(line)
    return {key: [line for name in specimens for line in lines.get(name, [])] for key, specimens in names.items()}
