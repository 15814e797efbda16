"""A data file on its way into its table: its width is settled, its road is chosen, its rows are proven.

    fast      the block goes to Arrow's reader as it is: `fast.Watch` vouches for it, and the reader finds in it as
              many rows as there are lines
    careful   the block's records are put right one by one (`careful.Straightener`), and then go the same way

Whatever a file is written in, it is UTF-8 by then (`text`). It takes the fast road, and a block of it in which anything
is odd (a short row, a bare CR, an odd quote, a byte that cannot be decoded) takes the careful one, alone.
`fast.why_careful` names the files that must take the careful road throughout. Both end in the same reader, which sniffs
nothing and forgives nothing, and in the same Parquet part, which must hold as many rows as were counted on the way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from .. import progress
from ..errors import FormatError, LandingError
from ..landing import Table
from . import width
from .arrow import Cell, Reader, Unreadable
from .careful import Straightener, Tally
from .container import Container
from .descriptor import DataFile
from .fast import Block, Watch, why_careful
from .limits import Limits
from .names import brief
from .records import Records
from .text import Text, open_text

# The watch takes text apart at its quotes: of a row that has not ended in so many bytes it would hold all the pieces.
_WATCHED = 4 << 20


@dataclass(frozen=True)
class Job:
    """A data file to land: which file of which container, into which table, and how its columns are found."""

    container: Container
    name: str
    location: str
    file: DataFile
    cells: Sequence[Cell]
    limits: Limits

    @property
    def said(self) -> str:
        """The file as a message names it."""
        return self.container.said(self.name)


@dataclass
class Company:
    """The files that are landed at a time: how many, and whether one has failed, which ends the others."""

    files: int = 1
    failed: bool = False


class Ended(Exception):
    """The work on a file was ended, because another one failed."""


def land_file(table: Table, job: Job, company: Company | None = None, *, careful: bool = False) -> None:
    """Land one data file as the next part of the table, in the company of others. `careful` sends all of it down the
    careful road.

    Raises FormatError where the file is not what its dialect says, LandingError where the counts do not prove.
    """
    company = company or Company()
    with progress.task(job.location, job.container.total(job.name), "B") as tick:
        chunks = _ticking(job.container.open(job.name), tick, company)
        try:
            text = open_text(chunks, job.file.dialect, job.limits, job.said)
            records = Records(job.file.dialect, text.end)
            header = records.cells(text.header) if text.header else []
            to = width.settle(job, records, text, len(header))
            tally = Tally(line=text.line)
            straight = Straightener(
                records,
                job.file.dialect,
                to,
                tally=tally,
                limits=job.limits,
                reject=lambda number, reason, line: table.reject(
                    location=job.location, line_number=number, reason=reason, line=line
                ),
            )
            watch = None if careful or why_careful(job.file.dialect, text.end, to) else Watch(job.file.dialect, to)
            reader = Reader(job.cells, to)
            with table.write_part(reader.schema, beside=company.files) as part:
                for rows in _rows(text, watch, straight, reader):
                    part.add(rows)
        except (FormatError, LandingError) as error:
            raise type(error)(str(error) if job.said in str(error) else f"{job.said}: {error}") from error
    if part.rows != tally.sent:
        raise LandingError(f"{job.said}: {tally.sent:,} rows were read, {part.rows:,} landed; nothing was kept")
    table.rows_read += tally.read
    table.rows_short += tally.short
    for line in text.warnings:
        table.warn(f"{brief(job.location)}: {line}")
    width.check(table, job, tally, len(header))


def _ticking(chunks: Iterator[bytes], tick: progress.Tick, company: Company) -> Iterator[bytes]:
    for chunk in chunks:
        if company.failed:
            raise Ended
        tick.advance(len(chunk))
        yield chunk


def _rows(text: Text, watch: Watch | None, straight: Straightener, reader: Reader) -> Iterator[pa.Table]:
    """The file's rows, block by block, each by its road; counted in the straightener's tally."""
    rest, most = b"", min(_WATCHED, straight.limits.line_bytes)
    for chunk in text.chunks:
        data = rest + chunk
        block = watch.vouch(data) if watch and len(data) <= most else None
        rows = None if block is None else _plain(block, reader, straight)
        if block is None or rows is None:
            yield from _straightened(straight, data, reader, final=False)
            rest = straight.rest
            continue
        rest = data[block.end :]
        if rows.num_rows:
            yield rows
    if rest:
        yield from _straightened(straight, rest, reader, final=True)


def _plain(block: Block, reader: Reader, straight: Straightener) -> pa.Table | None:
    """The block's rows, counted, if the reader finds those that there are."""
    try:
        read = reader.read(memoryview(block.text)[: block.end], enclosed=block.enclosed)
    except Unreadable:
        return None
    lines, tally = block.lines(read), straight.tally
    if lines is None:
        return None
    tally.line, tally.read = tally.line + lines, tally.read + read.rows.num_rows
    if read.rows.num_rows:
        tally.widest = max(tally.widest, straight.to.width)
    return read.rows


def _straightened(straight: Straightener, data: bytes, reader: Reader, *, final: bool) -> Iterator[pa.Table]:
    for block in straight.feed(data, final=final):
        try:
            yield reader.read(block, enclosed=True).rows
        except Unreadable as error:
            raise LandingError(f"rows that were put right cannot be read ({error}); please report this") from error
