"""A Parquet part of a table on its way to the disk: written while its next rows are made."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
import pyarrow.parquet

from ..sql import identifier
from .naming import ROW_HASHES

# A group of rows is what an engine's thread reads at a time: so many rows, or fewer where that is too many bytes.
_GROUP_ROWS = 122_880
_GROUP_BYTES = 64 << 20
# So many rows tell whether a column repeats itself.
_TELLING = 20_000
# Of the bytes that a part may use: one group is gathered, one is written, and both need half of that once more.
_GROUPS = 3


class Part:
    """Writes the Parquet file `path` group by group, on a thread of its own; `rows` counts what was added.

    `hashing` makes ROW_HASHES of each row's values, and is closed by whoever opened it. `room` bounds the memory, in
    bytes. Leaving the block ends the file.
    """

    def __init__(
        self, path: Path, schema: pa.Schema, *, room: int, hashing: duckdb.DuckDBPyConnection | None = None
    ) -> None:
        self.rows = 0
        self._hashing = hashing
        if hashing is not None:
            hashing.execute("set threads = 1")  # which keeps the rows' order by itself
            for name in ROW_HASHES:
                schema = schema.append(pa.field(name, pa.int64()))
        self._bytes = max(1 << 20, min(_GROUP_BYTES, room // _GROUPS))
        self._gathered: list[pa.Table] = []
        self._size = self._count = 0
        self._path, self._schema = path, schema
        self._file: pyarrow.parquet.ParquetWriter | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="part")
        self._writing: Future[None] | None = None

    def __enter__(self) -> Part:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._hand_over()
                self._wait()
                (self._file or self._begin(self._schema.empty_table())).close()
        finally:
            self._thread.shutdown()
            with contextlib.suppress(OSError, pa.ArrowException):  # what failed before is what a person should read
                if self._file is not None:
                    self._file.close()

    def add(self, rows: pa.Table) -> None:
        """Append rows; what went wrong while rows before them were written is raised here."""
        self.rows += rows.num_rows
        self._gathered.append(rows)
        self._size, self._count = self._size + rows.nbytes, self._count + rows.num_rows
        if self._size >= self._bytes or self._count >= _GROUP_ROWS:
            self._hand_over()

    def _hand_over(self) -> None:
        self._wait()
        if self._gathered:
            self._writing = self._thread.submit(self._write, pa.concat_tables(self._gathered))
        self._gathered = []
        self._size = self._count = 0

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()

    def _write(self, rows: pa.Table) -> None:
        if self._hashing is not None:
            for name, hashes in zip(ROW_HASHES, _hashes(self._hashing, rows), strict=True):
                rows = rows.append_column(name, hashes)
        (self._file or self._begin(rows)).write_table(rows, row_group_size=max(1, rows.num_rows))

    def _begin(self, rows: pa.Table) -> pyarrow.parquet.ParquetWriter:
        """Open the file. Columns whose first rows mostly differ get no dictionary: it would be made and thrown away."""
        first = rows.slice(0, _TELLING)
        repeated = [name for name in first.column_names if len(first[name].unique()) * 2 <= max(2, len(first))]
        self._file = pyarrow.parquet.ParquetWriter(
            self._path,
            self._schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=repeated,
            # nobody reads the smallest and the largest text of a group, and to find them is a tenth of the work
            write_statistics=False,
            store_schema=False,
        )
        return self._file


def _hashes(con: duckdb.DuckDBPyConnection, rows: pa.Table) -> list[pa.ChunkedArray]:
    """ROW_HASHES of rows: of the values in their order, and in the reverse, each of 63 bits.

    Two rows that differ in several cells must meet in both to be taken for one; two that differ in a single cell are
    taken for one by a chance of one in 2^63: of ten million such pairs, once in 10^12 loads.
    """
    # each text is hashed once: these are in the one order and in the other
    each = ", ".join(f"hash({identifier(name)}) as h{place}" for place, name in enumerate(rows.column_names))
    values = [f"h{place}" for place in range(rows.num_columns)]
    made = f"hash({', '.join(values)})", f"hash({', '.join(reversed(values))})"
    con.register("rows", rows)
    try:
        found = con.execute(
            f"select {', '.join(f'({one} >> 1)::bigint' for one in made)} from (select {each} from rows)"
        )
        hashes: list[pa.ChunkedArray] = found.to_arrow_table().columns
    finally:
        con.unregister("rows")
    return hashes
