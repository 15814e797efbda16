"""Text into Parquet: a thread feeds a pipe, DuckDB reads it at the other end, and no file lies between them."""

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..errors import LandingError
from ..landing import PARQUET, ROW_HASHES, first_line
from ..sql import identifier, literal
from .careful import Shape

# From this many columns on a thread's vectors alone are tens of MB: one thread, and smaller groups of rows in Parquet.
_WIDE = 500
_GROUP_CELLS = 6_000_000
_GROUP_BYTES = 64 << 20
# DuckDB's own default for the longest line; a file with longer ones is read with larger buffers from there on.
LINE = 2_000_000
_BUFFER = 8 << 20
_F_SETPIPE_SZ = 1031  # Linux


@dataclass(frozen=True)
class Cell:
    """Where a column of the table comes from: its name, its index in the row if it is there, its default if any."""

    name: str
    index: int | None
    default: str | None


def line_size(longest: int) -> int:
    """The buffer class of a row of `longest` bytes: DuckDB's default, or the next power of two times that."""
    size = LINE
    while size <= longest:
        size *= 2
    return size


def pour(
    con: duckdb.DuckDBPyConnection,
    blocks: Iterable[bytes | memoryview],
    *,
    part: Path,
    cells: Sequence[Cell],
    to: Shape,
    longest: int,
    hashed: bool = False,
) -> int:
    """Copy rows of `to`'s shape to the Parquet file `part`; the number of rows that DuckDB landed.

    `longest` is a bound in bytes of the longest row. Where `hashed`, the part has ROW_HASHES after the cells. What goes
    wrong while `blocks` are made is raised here. Raises Unreadable where DuckDB cannot read what it was promised.
    """
    reader, writer = os.pipe()
    with contextlib.suppress(OSError):  # a larger pipe is only a faster one
        fcntl.fcntl(writer, _F_SETPIPE_SZ, 1 << 20)
    feeder = _Feeder(blocks, writer)
    feeder.start()
    try:
        if to.width > _WIDE:
            con.execute("set threads = 1")
        # one thread keeps the order by itself, and need not collect whole batches to sort them
        alone = con.execute("select current_setting('threads')").fetchone() == (1,)
        con.execute(f"set preserve_insertion_order = {not alone}")
        statement = _copy(reader, part, cells, to, longest=longest, hashed=hashed, groups=_groups(to.width, alone))
        landed = con.execute(statement).fetchone()
    except (duckdb.InvalidInputException, duckdb.InternalException) as error:
        if feeder.failure is None:
            raise Unreadable(f"the engine cannot read a row that was put right for it: {first_line(error)}") from error
    finally:
        feeder.stop(reader)
        os.close(reader)
    if feeder.failure is not None:
        raise feeder.failure
    return int(landed[0]) if landed else 0


class Unreadable(LandingError):
    """DuckDB cannot read what it was promised to be able to read."""


class _Feeder(threading.Thread):
    """Writes blocks into a pipe, until it is told to stop."""

    def __init__(self, blocks: Iterable[bytes | memoryview], writer: int) -> None:
        super().__init__(name="feeder", daemon=True)
        self._blocks, self._writer, self._stopped = blocks, writer, threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            with open(self._writer, "wb", buffering=0) as pipe:  # noqa: PTH123 - a descriptor, no path
                for block in self._blocks:
                    view = memoryview(block)
                    while view and not self._stopped.is_set():
                        view = view[pipe.write(view) :]
                    if self._stopped.is_set():
                        return
        except BrokenPipeError:
            pass  # the engine has stopped reading, and says itself why
        except BaseException as error:
            self.failure = error

    def stop(self, reader: int) -> None:
        """End the feeding, wherever it is. An engine that failed may keep its end of the pipe open and unread, so the
        pipe is emptied here until the feeder has seen that nobody wants more.
        """
        self._stopped.set()
        os.set_blocking(reader, False)
        while self.is_alive():
            with contextlib.suppress(BlockingIOError):
                os.read(reader, 1 << 20)
            self.join(0.02)


def _groups(width: int, alone: bool) -> str:
    """How much goes to Parquet at a time: fewer rows of a wide table; and where one thread writes, bounded bytes."""
    rows = f", ROW_GROUP_SIZE {max(2048, _GROUP_CELLS // width)}" if width > _WIDE else ""
    return rows + (f", ROW_GROUP_SIZE_BYTES {_GROUP_BYTES}" if alone else "")


def _copy(reader: int, part: Path, cells: Sequence[Cell], to: Shape, *, longest: int, hashed: bool, groups: str) -> str:
    """The statement: nothing sniffed, everything text, an empty cell NULL, a default where the cell is NULL."""
    options = {
        "columns": "{" + ", ".join(f"c{index}: 'VARCHAR'" for index in range(to.width)) + "}",
        "auto_detect": "false",
        "header": "false",
        "delim": literal(to.delimiter.decode()),
        "quote": literal(to.quote.decode()),
        "escape": literal(to.quote.decode()),
        "new_line": r"'\n'",
        "encoding": "'utf-8'",
        "strict_mode": "true",
        "max_line_size": str(line_size(longest)),
        # a multiple: with any other the engine loses its way in rows that break lines within quotes
        "buffer_size": str(line_size(longest) * max(2, _BUFFER // line_size(longest))),
    }
    reading = ", ".join(f"{name} = {value}" for name, value in options.items())
    columns = ", ".join(f"{_value(cell, to.width)} as {identifier(cell.name)}" for cell in cells)
    if hashed:
        columns += _hashes(cells, to.width)
    source = f"select {columns} from read_csv('/dev/fd/{reader}', {reading})"
    return f"copy ({source}) to {literal(str(part))} ({PARQUET}{groups})"


def _value(cell: Cell, width: int) -> str:
    value = "null::varchar" if cell.index is None or cell.index >= width else f"c{cell.index}"
    return value if cell.default is None else f"coalesce({value}, {literal(cell.default)})"


def _hashes(cells: Sequence[Cell], width: int) -> str:
    """ROW_HASHES of a row's cells: one of the values in their order, one of them as one text, each of 63 bits.

    Two rows that differ must meet in both to be taken for one: of ten million rows that happens once in 10^24 loads.
    """
    values = [_value(cell, width) for cell in cells]
    # the empty text before: of a single cell the two would be one hash
    hashes = f"hash({', '.join(values)})", f"hash(concat_ws('\x1f', '', {', '.join(values)}))"
    return "".join(f", ({made} >> 1)::bigint as {name}" for made, name in zip(hashes, ROW_HASHES, strict=True))
