"""Whole rows of text as a table of strings, by Arrow's reader: nothing sniffed, nothing forgiven.

The reader takes a block of rows for itself, so one block that it cannot read says nothing of the next, and none waits
for another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv

from ..errors import FormatError
from .careful import Shape

# Its handler would take Ctrl-C from Python's while it reads, and sometimes lose it. A block takes milliseconds.
pa.enable_signal_handlers(False)
_MARK = b"\xef\xbb\xbf"
_TEXT = pa.string()


@dataclass(frozen=True)
class Cell:
    """Where a column of the table comes from: its name, its index in the row if it is there, its default if any."""

    name: str
    index: int | None
    default: str | None


class Unreadable(FormatError):
    """A block is not rows of the table's shape, or no UTF-8."""


@dataclass(frozen=True)
class Read:
    """Rows of a block as the table's columns. `whole`: they have been held against the block byte by byte, and each of
    its bytes is one of a cell, a delimiter, or the LF or CR that ends a row; so no line of it was left out.
    """

    rows: pa.Table
    whole: bool


class Reader:
    """Reads blocks of whole rows of one shape; an empty cell is NULL, or the column's default."""

    def __init__(self, cells: Sequence[Cell], to: Shape) -> None:
        self._cells = cells
        self.schema = pa.schema([(cell.name, _TEXT) for cell in cells])
        self._width = to.width
        self._names = [f"c{index}" for index in range(to.width)]
        # of a file of which nothing is mapped the rows are there to be counted
        taken = sorted({cell.index for cell in cells if cell.index is not None and cell.index < to.width}) or [0]
        self._taken = {index: place for place, index in enumerate(taken)}
        self._plain = pyarrow.csv.ParseOptions(
            delimiter=to.delimiter.decode(), quote_char=False, newlines_in_values=False, ignore_empty_lines=True
        )
        self._enclosed = pyarrow.csv.ParseOptions(
            delimiter=to.delimiter.decode(),
            quote_char=to.quote.decode(),
            double_quote=True,
            newlines_in_values=True,
            ignore_empty_lines=True,
        )
        names = [self._names[index] for index in taken]
        self._converting = pyarrow.csv.ConvertOptions(
            check_utf8=False,  # of the whole block, which is several times faster
            column_types=dict.fromkeys(names, _TEXT),
            null_values=[""],
            strings_can_be_null=True,
            include_columns=names,
        )

    def read(self, block: bytes | memoryview, *, enclosed: bool) -> Read:
        """The rows of `block`, each ended by LF or CRLF; a bare CR ends one too. `enclosed`: quotes mean something in
        it. Raises Unreadable where a row has not as many cells as the shape, or a byte is no UTF-8.
        """
        if not block:
            return Read(self.schema.empty_table(), whole=True)
        text = pa.py_buffer(block)
        if not _is_utf8(text):
            raise Unreadable("it holds bytes that are no UTF-8")
        # the reader takes a mark at the beginning off, wherever in the file the block was
        marked = block[: len(_MARK)] == _MARK
        if marked:
            text = pa.py_buffer(b"\n" + bytes(block))
        reading = pyarrow.csv.ReadOptions(
            # its columns on several threads take longer: a block is small, and other threads have the next at hand
            use_threads=False,
            block_size=text.size + 1,
            column_names=self._names,
            skip_rows=int(marked),
        )
        try:
            rows = pyarrow.csv.read_csv(
                pa.BufferReader(text),
                read_options=reading,
                parse_options=self._enclosed if enclosed else self._plain,
                convert_options=self._converting,
            )
        except pa.ArrowInvalid as error:
            raise Unreadable("its rows are not all of one width") from error
        whole = not enclosed and rows.num_columns == self._width
        whole = whole and len(block) == _text_bytes(rows) + rows.num_rows * self._width
        return Read(pa.Table.from_arrays([self._column(rows, cell) for cell in self._cells], schema=self.schema), whole)

    def _column(self, rows: pa.Table, cell: Cell) -> pa.ChunkedArray | pa.Array:
        place = None if cell.index is None else self._taken.get(cell.index)
        if place is None:
            return pa.repeat(pa.scalar(cell.default, _TEXT), rows.num_rows)
        column = rows.column(place)
        return column if cell.default is None else column.fill_null(cell.default)


def _text_bytes(rows: pa.Table) -> int:
    """The bytes of all texts of a table: of each array from its first offset to its last (Arrow Columnar Format,
    Variable-size Binary Layout).
    """
    total = 0
    for column in rows.columns:
        for chunk in column.chunks:
            offsets = memoryview(chunk.buffers()[1]).cast("B").cast("i")
            total += offsets[chunk.offset + len(chunk)] - offsets[chunk.offset]
    return total


def _is_utf8(text: pa.Buffer) -> bool:
    """Whether bytes are UTF-8: as one long string of Arrow's, which is checked as a whole."""
    ends = pa.py_buffer(b"\0\0\0\0" + text.size.to_bytes(4, "little"))
    try:
        pa.Array.from_buffers(_TEXT, 1, [None, ends, text]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
