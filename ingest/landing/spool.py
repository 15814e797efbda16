"""Small streams of rows on their way to Parquet, without a table in Python."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ..sql import identifier, literal

PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"


class Spool:
    """Rows on their way to a Parquet file: a file of JSON lines, turned into Parquet by one COPY.

    Python holds one row at a time. `types` maps the columns to DuckDB types.
    """

    def __init__(self, path: Path, types: Mapping[str, str]) -> None:
        self.path, self.types = path, dict(types)
        self.rows = self._longest = 0
        self._file = path.open("w", encoding="utf-8")

    def add(self, row: Sequence[Any]) -> None:
        """Append one row, its values in the order of the columns."""
        line = json.dumps(
            {f"c{i}": value.isoformat(" ") if isinstance(value, datetime) else value for i, value in enumerate(row)}
        )
        self._longest = max(self._longest, len(line))
        self._file.write(line + "\n")
        self.rows += 1

    def copy(self, con: duckdb.DuckDBPyConnection, target: Path) -> None:
        """Write the rows to `target` as Parquet and remove the spool."""
        self._file.close()
        names = [f"c{i} as {identifier(name)}" for i, name in enumerate(self.types)]
        types = ", ".join(f"c{i}: {literal(kind)}" for i, kind in enumerate(self.types.values()))
        con.execute(
            f"copy (select {', '.join(names)} from read_json({literal(str(self.path))}, format = 'newline_delimited',"
            f" columns = {{{types}}}, maximum_object_size = {max(16 << 20, self._longest * 2)}))"
            f" to {literal(str(target))} ({PARQUET})"
        )
        self.path.unlink()

    def close(self) -> None:
        """Let go of the file; for a load that failed."""
        self._file.close()


def write_rows(
    con: duckdb.DuckDBPyConnection, target: Path, types: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write rows to a Parquet file with these columns."""
    spool = Spool(target.with_suffix(".ndjson"), types)
    for row in rows:
        spool.add(row)
    spool.copy(con, target)
