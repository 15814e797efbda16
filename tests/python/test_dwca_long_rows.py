"""Rows of megabytes, with line breaks within their quotes, below and above what is looked at at once."""

import pytest
from dwca_harness import Dialect, both

TAB = Dialect("\t", '"', "\n", "utf-8", 0)


@pytest.mark.parametrize("megabytes", [1.9, 2.1, 3.9, 4.1, 7.9, 8.1, 16.1])
def test_long_quoted_rows_that_break_lines_are_read(megabytes):
    line = b"a line of a label\n"
    cell = line * (int(megabytes * 1e6) // len(line))
    rows = [b'%d\t"%s"\n' % (number, cell) for number in range(3)]
    landed = both(b"short\trow\n" + b"".join(rows) + b"last\trow\n", TAB, 2)
    assert [(row[0], len(row[1] or "")) for row in landed.rows] == [
        ("short", 3), ("0", len(cell)), ("1", len(cell)), ("2", len(cell)), ("last", 3)
    ]  # fmt: skip
