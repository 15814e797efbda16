"""A data file on its way into its table: its width is settled, its road is chosen, its rows are proven.

    fast      the block goes to DuckDB as it is; `fast.Watch` vouches for every row of it, or trusts a long plain file
    careful   the block's records are put right one by one (`careful.Straightener`), and then go the same way

Whatever a file is written in, it is UTF-8 by then (`text`). It takes the fast road, and a block of it that the watch
does not vouch for (a short row, a bare CR, an odd quote, a byte that cannot be decoded) takes the careful one, alone.
`fast.why_careful` names the files that must take the careful road throughout. Both end in the same DuckDB reader,
which sniffs nothing and forgives nothing, and which must land as many rows as were counted on the way. Where it stops
in a file that was trusted, the file is begun again and each block looked at.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .. import progress
from ..errors import FormatError, LandingError
from ..landing import Load, Table
from . import width
from .careful import Straightener, Tally
from .container import Container
from .descriptor import DataFile
from .fast import Watch, why_careful
from .limits import Limits
from .names import brief
from .pump import LINE, Cell, Unreadable, line_size, pour
from .records import Records
from .text import Text, open_text

# The watch takes text apart at its quotes: of a row that has not ended in so many bytes it would hold all the pieces.
_WATCHED = 4 << 20
# So many bytes without a blemish, and the rest of a file is trusted to be as plain.
TRUSTED_AFTER = 64 << 20


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


def land_file(load: Load, table: Table, job: Job, *, careful: bool = False, beside: int = 1) -> None:
    """Land one data file as the next parts of the table. `careful` sends all of it down the careful road; `beside` is
    how many files are landed at a time.

    Raises FormatError where the file is not what its dialect says, LandingError where the counts do not prove.
    """
    with contextlib.suppress(_Mistrusted), table.attempt(_Mistrusted):
        _land(load, table, job, beside, careful=careful, trusting=True)
        return
    progress.say(f"{brief(job.location)}: not all of its rows are alike, so each is looked at; begun again")
    _land(load, table, job, beside, careful=careful, trusting=False)


class _Mistrusted(Exception):
    """A file was trusted, and is not as it was trusted to be."""


def _land(load: Load, table: Table, job: Job, beside: int, *, careful: bool, trusting: bool) -> None:
    with progress.task(job.location, job.container.total(job.name), "B") as tick:
        chunks = _ticking(job.container.open(job.name), tick)
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
            # DuckDB looks only at the columns that it lands, so it would not stop at what is wrong in another one
            whole = {cell.index for cell in job.cells} >= set(range(to.width))
            blocks = _Blocks(text, watch, straight, trusting=trusting and whole)
            try:
                landed = _pour(load, table, job, blocks, beside)
            except Unreadable as error:
                if blocks.trusted:
                    raise _Mistrusted from error
                raise
        except (FormatError, LandingError) as error:
            raise type(error)(str(error) if job.said in str(error) else f"{job.said}: {error}") from error
    if landed != tally.sent:
        if blocks.trusted:
            raise _Mistrusted
        raise LandingError(f"{job.said}: {tally.sent:,} rows were read, {landed:,} landed; nothing was kept")
    table.rows_read += tally.read
    table.rows_short += tally.short
    for line in text.warnings:
        table.warn(f"{brief(job.location)}: {line}")
    width.check(table, job, tally, len(header))


def _ticking(chunks: Iterator[bytes], tick: progress.Tick) -> Iterator[bytes]:
    for chunk in chunks:
        tick.advance(len(chunk))
        yield chunk


class _Blocks:
    """The file's rows for DuckDB, block by block, each by its road. `trusted`: some of them were not looked at."""

    def __init__(self, text: Text, watch: Watch | None, straight: Straightener, *, trusting: bool) -> None:
        self.text, self.watch, self.straight, self.trusting = text, watch, straight, trusting
        self.trusted = False
        self._plain = 0

    def __iter__(self) -> Iterator[bytes | memoryview]:
        straight, tally = self.straight, self.straight.tally
        rest, most = b"", min(_WATCHED, straight.limits.line_bytes)
        for chunk in self.text.chunks:
            if (rows := self._trust(rest, chunk)) is not None:
                self.trusted = True
                tally.line, tally.read = tally.line + rows, tally.read + rows
                tally.widest = max(tally.widest, straight.to.width)
                end = chunk.rfind(b"\n") + 1
                yield rest
                yield memoryview(chunk)[:end]
                rest = chunk[end:]
                continue
            data = rest + chunk
            plain = self.watch.vouch(data) if self.watch and len(data) <= most else None
            if plain is None:
                self._plain = 0
                yield from straight.feed(data, final=False)
                rest = straight.rest
                continue
            rest = plain.rest
            tally.line, tally.read = tally.line + plain.lines, tally.read + plain.rows
            if plain.rows:
                self._plain += len(plain.data)
                tally.widest = max(tally.widest, straight.to.width)
                tally.longest = max(tally.longest, 0 if line_size(len(plain.data)) == line_size(0) else len(plain.data))
                yield plain.data
        if rest:
            yield from straight.feed(rest, final=True)

    def _trust(self, rest: bytes, chunk: bytes) -> int | None:
        """The rows that end in `chunk`, if it is trusted; a row of more than DuckDB's common buffer never is."""
        if not self.watch or not self.trusting or self._plain < TRUSTED_AFTER or len(rest) + len(chunk) >= LINE:
            return None
        return self.watch.trust(rest, chunk)


def _pour(load: Load, table: Table, job: Job, blocks: _Blocks, beside: int) -> int:
    """The blocks as parts of the table: one, and another with larger buffers where rows become longer than before."""
    landed, straight = 0, blocks.straight
    with load.connection(beside=beside) as con:
        for size, group in groupby(blocks, key=lambda _: line_size(straight.tally.longest)):
            part = table.part()
            rows = pour(con, group, part=part, cells=job.cells, to=straight.to, longest=size - 1, hashed=table.hashed)
            table.landed(part, rows)
            landed += rows
    return landed
