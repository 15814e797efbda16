"""The fast road: blocks of rows that go to DuckDB as they are, because every row of them can be vouched for.

DuckDB's reader is right on text that is plain: UTF-8, LF lines, each row of the table's width, quotes only where they
enclose a whole cell. Whether a block is that can be seen from what is left of it without its words, in C, at a GB/s,
and the lines are at the same time the independent proof of the number of rows. Anything else is `careful`'s.

Of a long file that was plain so far, the rest is only trusted to be: the lines are counted, and DuckDB itself, which
forgives nothing, stops at a row of another width or at bytes that are no UTF-8. Then the file is begun again, and each
block of it looked at (`roads`).
"""

import re
from dataclasses import dataclass

from .careful import Shape
from .dialect import Dialect
from .text import LF_END


@dataclass(frozen=True)
class Block:
    """Whole rows that can go as they are, how many, the physical lines they fill, and what follows them."""

    data: bytes
    rows: int
    lines: int
    rest: bytes


def why_careful(dialect: Dialect, end: re.Pattern[bytes], to: Shape) -> str | None:
    """Why a file must take the careful road from its first line to its last; None where it may take the fast one."""
    if dialect.delimiter.encode() != to.delimiter:
        return "its delimiter is more than one plain sign"
    if dialect.quote is not None and dialect.quote.encode() != to.quote:
        return "its enclosure is more than one plain sign"
    if to.mapped > to.width:
        return "it has fewer columns than are mapped, so each of its rows is short"
    if end is not LF_END:
        return "its lines end in something else than LF or CRLF"
    return None


class Watch:
    """Looks at text before DuckDB does."""

    def __init__(self, dialect: Dialect, to: Shape) -> None:
        self._quoted = dialect.quote is not None
        self._delimiter, self._quote, self._cells = to.delimiter, to.quote, to.width - 1
        sign, quote = re.escape(to.delimiter), re.escape(to.quote)
        # In text whose enclosed parts are cut out, each cut is a quote: one that has anything but a cell's border or
        # another quote (an escape) beside it is not a simple one.
        self._odd = re.compile(b"[^\n" + sign + quote + b"]" + quote + b"|" + quote + b"[^\n" + sign + quote + b"]")
        # what is taken out of a text to see how its rows are built, and what then is left of each
        self._words = bytes(byte for byte in range(256) if byte not in to.delimiter + b"\n")
        self._row = to.delimiter * self._cells + b"\n"

    def vouch(self, data: bytes) -> Block | None:
        """The whole rows at the start of `data` (which begins a row), if every one is plain; else None."""
        block, outside = self._cut(data)
        rest = data[len(block) :]
        if not block:
            return Block(b"", 0, 0, rest)
        if b"\r" in block:
            pairs = outside.count(b"\r\n")
            if block.count(b"\r") != pairs:
                return None  # a bare CR, or one inside an enclosed cell, where it is data
            block, outside = block.replace(b"\r\n", b"\n"), outside.replace(b"\r\n", b"\n")
        rows = outside.count(b"\n")
        if not self._plain(outside, rows):
            return None
        try:
            block.decode()
        except UnicodeDecodeError:
            return None
        return Block(block, rows, block.count(b"\n") if self._quoted else rows, rest)

    def trust(self, rest: bytes, chunk: bytes) -> int | None:
        """How many rows end in `chunk`, which follows the row begun in `rest`, in text that was plain so far; None
        where it had better be looked at. Only that is looked for here at which DuckDB would not stop.
        """
        end = chunk.rfind(b"\n")
        odd = any(sign in text for sign in (self._quote, b"\r") for text in (chunk, rest))
        if odd or end < 0 or not self._cells or chunk[:end].endswith(b"\n"):
            return None
        return chunk.count(b"\n")

    def _plain(self, outside: bytes, rows: int) -> bool:
        """Whether quotes only enclose, each row has the table's width, and none is a blank line."""
        if self._quote in outside and (not self._quoted or self._odd.search(outside)):
            return False
        if outside.translate(None, self._words) != self._row * rows:
            return False
        # in a table of one column a blank line would be taken for a row
        return self._cells > 0 or not (outside.startswith(b"\n") or b"\n\n" in outside)

    def _cut(self, data: bytes) -> tuple[bytes, bytes]:
        """The whole rows at the start of `data`, and the same without what quotes enclose."""
        if not self._quoted or self._quote not in data:
            block = data[: data.rfind(b"\n") + 1]
            return block, block
        parts = data.split(self._quote)
        # parts 0, 2, 4, … are outside of quotes; the rows end with the last line break in one of them
        last = (len(parts) - 1) // 2 * 2
        size = len(data)
        while last >= 0 and b"\n" not in parts[last]:
            last -= 2
        if last < 0:
            return b"", b""
        size = sum(map(len, parts[:last])) + last + parts[last].rfind(b"\n") + 1
        outside = [*parts[0:last:2], parts[last][: parts[last].rfind(b"\n") + 1]]
        return data[:size], self._quote.join(outside)
