"""Short rows in plain lines, all at once: most files that have them have lost the empty cells at their rows' ends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add

# Bytes of delimiters that are added before rows are handed on: a wide table pads one byte to thousands.
MOST = 8 << 20


@dataclass(frozen=True)
class Padded:
    """Rows of a table's width, each on a line: how many, how many of them were short, the cells of the widest."""

    data: bytes
    rows: int
    short: int
    widest: int


def pad(lines: Sequence[bytes], delimiter: bytes, width: int, mapped: int) -> Iterator[Padded] | None:
    """Lines without quotes as rows of `width` cells, blank ones left out; None where one has more cells than that."""
    lines = [line for line in lines if line] if b"" in lines else lines
    borders = list(map(bytes.count, lines, repeat(delimiter)))
    return None if max(borders, default=0) >= width else _padded(lines, borders, delimiter, width, mapped)


def _padded(
    lines: Sequence[bytes], borders: Sequence[int], delimiter: bytes, width: int, mapped: int
) -> Iterator[Padded]:
    pads = {count: delimiter * (width - 1 - count) + b"\n" for count in set(borders)}
    step = max(1, MOST // width)
    for first in range(0, len(lines), step):
        part = borders[first : first + step]
        counts = Counter(part)
        rows = list(map(add, lines[first : first + step], map(pads.__getitem__, part)))
        short = sum(rows for count, rows in counts.items() if count + 1 < mapped)
        yield Padded(b"".join(rows), len(rows), short, max(counts) + 1)
