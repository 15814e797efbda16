"""Records and their cells, found in text by the rules of the text guide.

A quote counts at the start of a cell only; `""` inside is its only escape, and everything between the quotes is kept
as it is, line ends too. Text after a closing quote belongs to the cell as it stands. Without a declared enclosure
quotes are data, always.
"""

import re
from collections.abc import Iterator

from .dialect import Dialect
from .text import ANY_END, LF_END

# Where a record begins, where it ends, where the next one begins; its cells, None where they are simply what the
# delimiter separates; and whether a quote in it is never closed, so that it is no record but a line.
Record = tuple[int, int, int, list[bytes] | None, bool]


class Records:
    """Finds the records of a file of this dialect, whose lines end as `end` says.

    `torn` counts the cells of the record found last in which text follows a closing quote.
    """

    def __init__(self, dialect: Dialect, end: re.Pattern[bytes]) -> None:
        self.delimiter = dialect.delimiter.encode()
        self.end = end
        self._quote = None if dialect.quote is None else dialect.quote.encode()
        self.torn = 0
        self._blank = re.compile(b"(?:" + end.pattern + b")++")
        self._begins = b"\r\n" if end in (LF_END, ANY_END) else None
        self._cell = _cell_pattern(self.delimiter, self._quote, end)

    def scan(self, data: bytes, *, final: bool, patience: int) -> Iterator[Record]:
        """The whole records at the start of `data`. What follows the last one is completed by more data; `final` says
        that there is none. A quote that is not closed within `patience` bytes is taken for one that never is.

        Blank lines that follow one another are one record, which is empty.
        """
        at, quote, begins = 0, self._quote, self._begins
        while at < len(data):
            self.torn = 0
            if begins is None or data[at] in begins:
                after = self._blanks(data, at, final)
                if after > at:
                    yield at, at, after, None, False
                    at = after
                    continue
            line = self._line(data, at, final)
            if line is None:
                return
            end, after = line
            cells, unclosed = None, False
            if quote is not None and data.find(quote, at, end) >= 0:
                found = self._enclosed(data, at, final)
                if found is not None:
                    cells, end, after = found
                elif final or len(data) - at > patience:
                    unclosed = True
                else:
                    return
            yield at, end, after, cells, unclosed
            at = after

    def cells(self, line: bytes) -> list[bytes]:
        """The cells of one line, such as the header's."""
        for start, end, _, cells, _ in self.scan(line, final=True, patience=0):
            return line[start:end].split(self.delimiter) if cells is None else cells
        return []

    def _blanks(self, data: bytes, at: int, final: bool) -> int:
        """Where the blank lines at `at` end; the CR at the end of what is there may be half of a line's end."""
        found = self._blank.match(data, at)
        after = at if found is None else found.end()
        cut = after == len(data) and not final and self.end is ANY_END and data.endswith(b"\r")
        return max(at, after - cut)

    def _line(self, data: bytes, at: int, final: bool) -> tuple[int, int] | None:
        """Where the physical line at `at` ends, and where the next one begins; None where more data must tell."""
        if self.end is LF_END and (lf := data.find(b"\n", at)) >= 0:  # the same, and many times faster
            return lf - (lf > at and data[lf - 1] == 13), lf + 1
        found = self.end.search(data, at)
        if found is not None and (final or found[0] != b"\r" or found.end() < len(data)):
            return found.span()
        if not final:
            return None
        # a file cut between the CR and the LF of its last line
        return len(data) - (self.end is LF_END and data.endswith(b"\r")), len(data)

    def _enclosed(self, data: bytes, at: int, final: bool) -> tuple[list[bytes], int, int] | None:
        """The cells of the record at `at`, its end, and the next one's begin; None where a quote stays open."""
        quote = self._quote or b""
        cells: list[bytes] = []
        torn = 0
        while True:
            found = self._cell.match(data, at)
            if found is None or (found[1] is None and data.startswith(quote, at)):
                return None
            inner, tail, sign = found.groups()
            last = sign != self.delimiter
            if last and not final and (not sign or (sign == b"\r" and found.end() == len(data))):
                return None
            cells.append(tail if inner is None else inner.replace(quote * 2, quote) + tail)
            if last:
                end = found.end() - len(sign)
                if self.end is LF_END and tail.endswith(b"\r"):
                    cells[-1], tail, end = cells[-1][:-1], tail[:-1], end - 1
                self.torn = torn + (inner is not None and tail != b"")
                return cells, end, found.end()
            at, torn = found.end(), torn + (inner is not None and tail != b"")


def _cell_pattern(delimiter: bytes, quote: bytes | None, end: re.Pattern[bytes]) -> re.Pattern[bytes]:
    """A cell: what its quotes enclose, what follows (or all of it, without quotes), and the sign that ends it."""
    # where lines end in LF, a CR before it is taken off later
    sign, stop = re.escape(delimiter), b"\n" if end is LF_END else end.pattern
    plain = b".*?"
    if len(delimiter) == 1 and end in (LF_END, ANY_END):
        # the same, and several times faster: no cell holds a byte that could end it
        plain = b"[^\n" + (b"" if end is LF_END else b"\r") + sign + b"]*+"
    enclosed = b"(?!)()"
    if quote is not None:
        mark = re.escape(quote)
        inside = b"[^" + mark + b"]++" if len(quote) == 1 else b"(?:(?!" + mark + b").)++"
        enclosed = mark + b"((?:" + inside + b"|" + mark + mark + b")*+)" + mark
    return re.compile(b"(?:" + enclosed + b")?(" + plain + b")(" + sign + b"|" + stop + rb"|\Z)", re.DOTALL)
