"""A table of a load: what it is made of, what was counted, and the proof that the two agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from .. import progress
from ..errors import LandingError
from ..sql import literal
from . import engine, ledger
from .naming import TYPES, Column
from .part import Part
from .spool import Spool

if TYPE_CHECKING:
    from .load import Load

_BATCH_ROWS, _BATCH_SIGNS = 512, 1 << 20


class Table:
    """A table of a load: its columns, its Parquet parts in file order, and what was counted.

    An ingester adds to `rows_read` and `rows_short`; `rows_landed` and `rows_rejected` are counted here. The counts of
    a Darwin Core star stay None where no star was checked. `hashed`: the parts carry ROW_HASHES beside the columns.
    """

    def __init__(
        self,
        load: Load,
        name: str,
        columns: Sequence[Column],
        locations: Sequence[str],
        row_type: str | None,
    ) -> None:
        self.load, self.name, self.columns = load, name, list(columns)
        self.locations, self.row_type = list(locations), row_type
        self.rows_read = self.rows_landed = self.rows_rejected = self.rows_short = 0
        self.orphans: int | None = None
        self.without_id: int | None = None
        self.duplicate_ids: int | None = None
        self.hashed = False
        self.warnings: list[str] = []
        self.parts: list[tuple[Path, int]] = []
        self.rejects = Spool(load.staging / f"_rejects-{len(load.tables)}.ndjson", ledger.REJECTS)
        self._named = 0

    def part(self) -> Path:
        """The path that the next part is to be written to; `landed` then declares it."""
        self._named += 1
        return self.load.staging / f"{self.name}-{self._named:03d}.parquet"

    def landed(self, part: Path, rows: int) -> None:
        """Declare a part that was written, with its number of rows (proven at the end)."""
        self.parts.append((part, rows))
        self.rows_landed += rows

    def reject(self, *, location: str, line_number: int | None, reason: str, line: str | None) -> None:
        """A row that cannot be landed, for raw.rejects."""
        self.rejects.add((self.load.id, self.name, location, line_number, reason, line))
        self.rows_rejected += 1

    @contextmanager
    def write_part(self, schema: pa.Schema, *, beside: int = 1) -> Iterator[Part]:
        """A part to which tables of Arrow with this schema are added; it has landed at the block's end. `beside` is how
        many parts are written at a time, each with its share of the memory.
        """
        path = self.part()
        with self.load.connection(beside=beside) as con:
            hashing = con if self.hashed else None
            with Part(path, schema, room=engine.memory(con), hashing=hashing) as part:
                yield part
        self.landed(path, part.rows)

    def write(self, rows: Iterable[Sequence[Any]]) -> int:
        """Write rows (values in the order of the columns) as a part; how many. Python holds a few at a time.

        Raises LandingError where a value is not of its column's type, or is no text that can be written.
        """
        schema = pa.schema([(column.name, TYPES[column.type]) for column in self.columns])
        with self.write_part(schema) as part:
            for batch in _batches(rows):
                columns = zip(zip(*batch, strict=True), schema.types, strict=True)
                try:
                    arrays = [pa.array(values, kind) for values, kind in columns]
                except (pa.ArrowException, UnicodeError, OverflowError) as error:
                    said = f"{self.name}: a value is not what its column holds ({type(error).__name__})"
                    raise LandingError(f"{said}; please report this") from error
                part.add(pa.Table.from_arrays(arrays, schema=schema))
        return part.rows

    def warn(self, line: str) -> None:
        """Something a person should know, though the load stands: shown, and kept in raw.loads."""
        self.warnings.append(line)
        progress.say(f"warning: {self.name}: {line}")


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Rows in batches that are worth an array for each column, and small whatever their texts are."""
    batch: list[Sequence[Any]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(value) for value in row if isinstance(value, str))
        if len(batch) >= _BATCH_ROWS or size >= _BATCH_SIGNS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def prove(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Rows read = landed + rejected, and every part holds what was declared. A table of no rows gets an empty part."""
    if not table.parts:
        table.write(())
    for path, rows in table.parts:
        found = con.execute(f"select sum(num_rows) from parquet_file_metadata({literal(str(path))})").fetchone()
        if found is None or int(found[0]) != rows:
            raise LandingError(f"{table.name}: {rows:,} rows were to land, {found and found[0]} did; nothing was kept")
    if table.rows_read != table.rows_landed + table.rows_rejected:
        raise LandingError(
            f"{table.name}: read {table.rows_read:,} rows, but landed {table.rows_landed:,} and rejected"
            f" {table.rows_rejected:,}; nothing was kept: please report this with the file"
        )
