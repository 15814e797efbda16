"""The careful road: any record that the text guide allows, put right as a row that no reader can misread.

Short rows are padded and counted, surplus empty cells fall off, blank lines are nothing, and what cannot be a row goes
to raw.rejects with its line and the reason. `fast` hands over what it cannot vouch for.
"""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from ..errors import FormatError
from .dialect import Dialect
from .limits import Limits
from .padding import MOST, pad
from .records import Records
from .text import ANY_END, LF_END, shown, too_long

# A line of raw.rejects is for a person to look at: the first million characters will do.
SHOWN = 1_000_000
# So many rejected rows, and not one that was right: the file is not what it is declared to be.
HOPELESS = 100_000
_LONG = 1 << 20
Reject = Callable[[int, str, str], None]


@dataclass
class Tally:
    """What was counted of a file so far. `line` is the number of the next physical line, `widest` the cells of the
    widest row that landed. `torn` counts cells with text after a closing quote; `first_torn` is the line of the first,
    `first_rejected` the first reject's.
    """

    line: int
    read: int = 0
    rejected: int = 0
    short: int = 0
    widest: int = 0
    torn: int = 0
    first_torn: int = 0
    first_rejected: str = ""

    @property
    def sent(self) -> int:
        """Rows on their way into the table: as many must land."""
        return self.read - self.rejected

    def hopeless(self) -> FormatError:
        """The refusal of a file of which no row is right: what it declares of itself must be wrong."""
        return FormatError(
            f"each of its rows ({self.rejected:,} so far) is rejected, the first in {self.first_rejected};"
            " are its delimiter, its quotes and its encoding what is declared?"
        )


@dataclass(frozen=True)
class Shape:
    """The shape of a table: `width` cells in the file's rows; a row of fewer than `mapped` cells is short.

    `delimiter` and `quote` are what the reader is told: the file's own where it can read them.
    """

    width: int
    mapped: int
    delimiter: bytes
    quote: bytes


def shape(dialect: Dialect, width: int, mapped: int) -> Shape:
    """The shape, with signs for the reader: one ASCII byte each, for which the file's own are taken if they are that.

    Where a quote is data, one that hardly a text holds is named, and cells that hold it are enclosed in it.
    """
    delimiter = dialect.delimiter.encode()
    if len(delimiter) != 1 or delimiter == b"\0":
        delimiter = b"\x1f"
    quote = (dialect.quote or "\x01").encode()
    if len(quote) != 1 or quote in (b"\0", b" ", delimiter):
        quote = b"\x02" if delimiter == b"\x01" else b"\x01"
    return Shape(width, mapped, delimiter, quote)


class Straightener:
    """Turns records into rows of `shape.width` cells, each on a line ending in LF, and counts them in `tally`."""

    def __init__(
        self, records: Records, dialect: Dialect, to: Shape, *, tally: Tally, limits: Limits, reject: Reject
    ) -> None:
        self.records, self.to, self.tally, self.limits, self.reject = records, to, tally, limits, reject
        self._encoding = dialect.encoding.upper()
        self._special = re.compile(b"[\r\n" + re.escape(to.delimiter + to.quote) + b"]")
        # a line need not be taken apart, unless it holds what means something else to the reader
        self._own = records.delimiter == to.delimiter and records.end in (LF_END, ANY_END)
        self._at_once = self._own and records.end is LF_END
        self._signs = {b"\r", to.quote, (dialect.quote or "\r").encode()}
        self._most = max(1, MOST // to.width)
        self.rest, self._enough = b"", 0

    def feed(self, data: bytes, *, final: bool) -> Iterator[bytes]:
        """The rows of the whole records at the start of `data`, in blocks; what is left for more data is then `rest`.

        Raises FormatError where a line is longer than the limit.
        """
        if len(data) < self._enough and not final:
            self.rest = data
            return
        whole = yield from self._padded(data)
        rows: list[bytes] = []
        at, tally, patience = 0, self.tally, self.limits.line_bytes
        data = data[whole:]
        for start, end, after, cells, unclosed in self.records.scan(data, final=final, patience=patience):
            if unclosed:
                self._refuse(data[start:end], "a quote is opened and never closed")
            elif end > start:  # blank lines are neither rows nor rejects
                self._row(rows, data[start:end], cells)
            tally.line += 1 if cells is None and end > start else self._lines(data, start, after)
            at = after
            if len(rows) >= self._most:
                yield b"".join(rows)
                rows.clear()
        self.rest = data[at:]
        # a record that has not ended in megabytes is not looked through again for each one more
        self._enough = min(2 * len(self.rest), patience + 1) if len(self.rest) > _LONG else 0
        if len(self.rest) > patience and self.records.end.search(self.rest) is None:
            raise too_long(f"line {tally.line:,}", self.rest, self.limits)
        if rows:
            yield b"".join(rows)

    def _padded(self, data: bytes) -> Generator[bytes, None, int]:
        """The lines at the start of `data` as rows, where they lack nothing but cells at their ends. Returns the bytes
        taken: none where a line is anything else.
        """
        size, to, tally = data.rfind(b"\n") + 1, self.to, self.tally
        block = data[:size].replace(b"\r\n", b"\n")
        if not self._at_once or any(sign in block for sign in self._signs):
            return 0
        lines = block.split(b"\n")[:-1]
        padded = pad(lines, to.delimiter, to.width, to.mapped)
        if padded is None or not _decodes(block):
            return 0
        for part in padded:
            tally.read, tally.short = tally.read + part.rows, tally.short + part.short
            tally.widest = max(tally.widest, part.widest)
            yield part.data
        tally.line += len(lines)
        return size

    def _lines(self, data: bytes, start: int, after: int) -> int:
        end = self.records.end
        return (data.count(b"\n", start, after) if end is LF_END else len(end.findall(data, start, after))) or 1

    def _row(self, rows: list[bytes], raw: bytes, cells: list[bytes] | None) -> None:
        tally, to, delimiter = self.tally, self.to, self.records.delimiter
        if not _decodes(raw):
            self._refuse(raw, f"cannot be decoded as {self._encoding}")
            return
        plain = cells is None and self._own and to.quote not in raw and b"\r" not in raw
        if cells is None and not plain:
            cells = raw.split(delimiter)
        count = raw.count(delimiter) + 1 if cells is None else len(cells)
        surplus = count - to.width
        if surplus > 0 and (any(cells[to.width :]) if cells else not raw.endswith(delimiter * surplus)):
            self._refuse(raw, f"too many columns: {count} > {to.width}")
            return
        if cells is None:
            row = raw[: len(raw) - surplus] if surplus > 0 else raw + delimiter * -surplus
        else:
            row = to.delimiter.join([self._enclosed(cell) for cell in cells[: to.width]]) + to.delimiter * -surplus
        tally.read += 1
        if self.records.torn:
            tally.torn, tally.first_torn = tally.torn + self.records.torn, tally.first_torn or tally.line
        tally.short += count < to.mapped
        tally.widest = max(tally.widest, count)
        # in a table of one column an empty line would be no row to the reader
        rows.append((row or to.quote * 2) + b"\n")

    def _enclosed(self, cell: bytes) -> bytes:
        quote = self.to.quote
        return quote + cell.replace(quote, quote * 2) + quote if self._special.search(cell) else cell

    def _refuse(self, raw: bytes, reason: str) -> None:
        tally = self.tally
        tally.read += 1
        tally.rejected += 1
        tally.first_rejected = tally.first_rejected or f"line {tally.line:,}: {reason}"
        if not tally.sent and tally.rejected >= HOPELESS:
            raise tally.hopeless()
        self.reject(tally.line, reason, shown(raw[: 4 * SHOWN])[:SHOWN])


def _decodes(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
