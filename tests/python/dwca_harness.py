"""What the tests of the Darwin Core ingester share: archives made on the spot, a file down one road, and an oracle.

The oracle reads a data file character by character, by the rules alone. It is slow and plain, and shares no code with
the ingester beyond what a line's end is.
"""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from ingest.dwca.arrow import Cell
from ingest.dwca.container import Container
from ingest.dwca.descriptor import DataFile, Field
from ingest.dwca.dialect import Dialect
from ingest.dwca.limits import Limits
from ingest.dwca.roads import Job, land_file
from ingest.landing.part import Part

TERMS = ("scientificName", "locality", "country", "habitat", "recordedBy", "remarks")
DWC = "http://rs.tdwg.org/dwc/terms/"


def meta(
    *,
    core: str = 'fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" ignoreHeaderLines="1"',
    row_type: str = DWC + "Occurrence",
    location: str | Sequence[str] = "occurrence.txt",
    identity: str = '<id index="0"/>',
    fields: str = "",
    extensions: str = "",
    archive: str = 'metadata="eml.xml"',
) -> str:
    """A meta.xml, each part of which a test may replace by something worse."""
    fields = fields or "".join(f'<field index="{i}" term="{DWC}{term}"/>' for i, term in enumerate(TERMS[:3], start=1))
    locations = "".join(
        f"<location>{one}</location>" for one in ([location] if isinstance(location, str) else location)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<archive xmlns="http://rs.tdwg.org/dwc/text/" {archive}>\n'
        f'<core {core} rowType="{row_type}">\n<files>{locations}</files>\n{identity}\n{fields}\n</core>\n'
        f"{extensions}</archive>\n"
    )


def extension(
    location: str, *, row_type: str = "http://rs.gbif.org/terms/1.0/Multimedia", coreid: str = '<coreid index="0"/>'
) -> str:
    """An `<extension>` of two columns, tab-separated, with a header line."""
    return (
        f'<extension fieldsTerminatedBy="\\t" fieldsEnclosedBy="" ignoreHeaderLines="1" rowType="{row_type}">'
        f"<files><location>{location}</location></files>{coreid}"
        f'<field index="1" term="http://purl.org/dc/terms/title"/></extension>\n'
    )


def folder(where: Path, files: dict[str, str | bytes]) -> Path:
    """An archive as a folder with these files."""
    where.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return where


@dataclass
class Landed:
    """What came of a file: its rows, and what was counted and rejected on the way."""

    rows: list[tuple[str | None, ...]]
    rejects: list[tuple[int, str, str]]
    read: int
    short: int
    warnings: list[str] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.read, len(self.rejects), self.short


class Pieces(Container):
    """One data file in memory that comes in pieces of any size."""

    def __init__(self, data: bytes, piece: int, limits: Limits) -> None:
        super().__init__("memory", limits)
        self.data, self.piece = data, piece
        self._list([("data.txt", "data.txt")])

    def _open(self, stored: str) -> Iterator[bytes]:
        return (self.data[at : at + self.piece] for at in range(0, len(self.data), self.piece))


class _Load:
    """Stands in for a load and its table at once."""

    def __init__(self, staging: Path) -> None:
        self.staging = staging
        self.paths: list[Path] = []
        self.rows_read = self.rows_short = 0
        self.rejects: list[tuple[int, str, str]] = []
        self.warnings: list[str] = []

    @contextmanager
    def write_part(self, schema: pa.Schema, *, beside: int) -> Iterator[Part]:
        path = self.staging / f"{len(self.paths)}.parquet"
        with Part(path, schema, room=1 << 30) as part:
            yield part
        self.paths.append(path)

    def reject(self, *, location: str, line_number: int, reason: str, line: str) -> None:
        self.rejects.append((line_number, reason, line))

    def warn(self, line: str) -> None:
        self.warnings.append(line)


def down(
    data: bytes,
    dialect: Dialect,
    columns: int,
    *,
    careful: bool,
    piece: int = 1 << 20,
    limits: Limits | None = None,
    defaults: dict[int, str] | None = None,
) -> Landed:
    """Send a file down one road, its first `columns` columns mapped; what came out of the Parquet file."""
    limits = limits or Limits()
    cells = [Cell(f"f{index}", index, (defaults or {}).get(index)) for index in range(columns)]
    fields = tuple(Field(cell.name, None, cell.index) for cell in cells)
    file = DataFile("core", ("data.txt",), None, dialect, None, fields)
    with tempfile.TemporaryDirectory() as staging:
        load: Any = _Load(Path(staging))
        land_file(load, Job(Pieces(data, piece, limits), "data.txt", "data.txt", file, cells, limits), careful=careful)
        rows = [row for path in load.paths for row in duckdb.sql(f"select * from read_parquet('{path}')").fetchall()]
    return Landed(rows, load.rejects, load.rows_read, load.rows_short, load.warnings)


def both(data: bytes, dialect: Dialect, columns: int, **options: Any) -> Landed:
    """Send a file down both roads; they must agree in everything."""
    fast, careful = (
        down(data, dialect, columns, careful=False, **options),
        down(data, dialect, columns, careful=True, **options),
    )
    assert fast == careful
    return fast


def oracle(
    text: str, dialect: Dialect, columns: int, width: int, *, cr: bool = False
) -> tuple[list[tuple[str | None, ...]], int, int]:
    """Rows, rejected rows and short rows of a file without undecodable bytes and header lines.

    `cr`: a bare CR ends a line. An unclosed quote rejects the physical line that it stands in.
    """
    ends = ("\r\n", "\n", "\r") if cr else ("\r\n", "\n")
    if not cr:
        text = text.removesuffix("\r")  # a file cut off within its last line's end
    rows: list[tuple[str | None, ...]] = []
    rejected = short = at = 0
    while at < len(text):
        cells, after = _record(text, at, dialect, ends)
        if cells is None:
            rejected += 1
            found = re.compile("|".join(ends)).search(text, at)
            at = found.end() if found else len(text)
            continue
        if after - at > _end_length(text, after, ends):
            if len(cells) > width and any(cells[width:]):
                rejected += 1
            else:
                short += len(cells) < columns
                padded = (cells + [""] * columns)[:columns]
                rows.append(tuple(cell or None for cell in padded))
        at = after
    return rows, rejected, short


def _end_length(text: str, after: int, ends: Sequence[str]) -> int:
    return next((len(end) for end in ends if text[:after].endswith(end)), 0)


def _record(text: str, at: int, dialect: Dialect, ends: Sequence[str]) -> tuple[list[str] | None, int]:
    cells: list[str] = []
    while True:
        cell = ""
        if dialect.quote and text.startswith(dialect.quote, at):
            at += 1
            while True:
                if at >= len(text):
                    return None, at
                if text.startswith(dialect.quote * 2, at):
                    cell, at = cell + dialect.quote, at + 2
                elif text.startswith(dialect.quote, at):
                    at += 1
                    break
                else:
                    cell, at = cell + text[at], at + 1
        while True:
            if at >= len(text):
                return [*cells, cell], at
            end = next((end for end in ends if text.startswith(end, at)), None)
            if end is not None:
                return [*cells, cell], at + len(end)
            if text.startswith(dialect.delimiter, at):
                at += len(dialect.delimiter)
                break
            cell, at = cell + text[at], at + 1
        cells.append(cell)


def query(sql: str, database: Path) -> list[tuple[Any, ...]]:
    """Ask the warehouse file."""
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql).fetchall()


Land = Callable[..., list[dict[str, Any]]]
__all__ = ["DWC", "Land", "both", "down", "extension", "folder", "meta", "oracle", "pytest", "query"]
