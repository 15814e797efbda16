"""The fast road: blocks of rows that go to Arrow's reader as they are, because every row of them can be vouched for.

That reader is right on text that is plain: UTF-8, LF or CRLF lines, each row of the table's width, quotes only where
they enclose a whole cell. It refuses a block of which a row has another width or a byte is no UTF-8 (`arrow`); and it
takes a bare CR for a line's end and a blank line for nothing, so that its rows are not the block's lines. What it would
not see, the watch sees: where the block's last row ends, and quotes that do not simply enclose. Anything else is
`careful`'s.
"""

import re
from dataclasses import dataclass

from .arrow import Read
from .careful import Shape
from .dialect import Dialect
from .text import LF_END


@dataclass(frozen=True)
class Block:
    """Text that begins with whole rows, which end at `end`. `outside` is what of them is not enclosed in quotes; None
    where there are none.
    """

    text: bytes
    end: int
    outside: bytes | None = None

    @property
    def enclosed(self) -> bool:
        """Whether quotes mean something in it."""
        return self.outside is not None

    def lines(self, read: Read) -> int | None:
        """The physical lines of the rows, if the reader has found the rows that there are: as many as lines end outside
        of quotes, none of them by a bare CR. None where it has not.
        """
        rows: int = read.rows.num_rows
        crs = self.text.find(b"\r", 0, self.end) >= 0
        if read.whole and not crs:
            return rows
        outside = self.text[: self.end] if self.outside is None else self.outside
        if crs and outside.count(b"\r") != outside.count(b"\r\n"):
            return None
        return self.text.count(b"\n", 0, self.end) if rows == outside.count(b"\n") else None


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
    """Looks at text before the reader does."""

    def __init__(self, dialect: Dialect, to: Shape) -> None:
        self._quote = to.quote if dialect.quote is not None else None
        sign, quote = re.escape(to.delimiter), re.escape(to.quote)
        # In text whose enclosed parts are cut out, each cut is a quote: one that has anything but a cell's border or
        # another quote (an escape) beside it is not a simple one. A CR is a border only where it ends a line.
        border = b"\n" + sign + quote
        self._odd = re.compile(b"[^" + border + b"]" + quote + b"|" + quote + b"(?!\r\n)[^" + border + b"]")

    def vouch(self, text: bytes) -> Block | None:
        """The whole rows at the start of `text` (which begins a row), if quotes only enclose in them; else None."""
        if self._quote is None or self._quote not in text:
            return Block(text, text.rfind(b"\n") + 1)
        end, outside = self._cut(text, self._quote)
        return None if self._odd.search(outside) else Block(text, end, outside)

    @staticmethod
    def _cut(data: bytes, quote: bytes) -> tuple[int, bytes]:
        """Where the whole rows at the start of `data` end, and the same rows without what quotes enclose."""
        parts = data.split(quote)
        # parts 0, 2, 4, … are outside of quotes; the rows end with the last line break in one of them
        last = (len(parts) - 1) // 2 * 2
        while last >= 0 and b"\n" not in parts[last]:
            last -= 2
        if last < 0:
            return 0, b""
        size = sum(map(len, parts[:last])) + last + parts[last].rfind(b"\n") + 1
        outside = [*parts[0:last:2], parts[last][: parts[last].rfind(b"\n") + 1]]
        return size, quote.join(outside)
