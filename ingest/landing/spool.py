"""Small streams of rows on their way to Parquet, without a table in Python."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ..sql import identifier, literal, literals

PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"


class Spool:
    """Rows on their way to a Parquet file: a file of JSON lines, turned into Parquet by one COPY.

    Python holds one row at a time. `types` maps the columns to DuckDB types.
    """

    def __init__(self, path: Path, types: Mapping[str, str]) -> None:
        self.path, self.types = path, dict(types)
        self.longest = 0
        self._file = path.open("w", encoding="utf-8")

    def add(self, row: Sequence[Any]) -> None:
        """Append one row, its values in the order of the columns."""
        line = json.dumps(
            {f"c{i}": value.isoformat(" ") if isinstance(value, datetime) else value for i, value in enumerate(row)}
        )
        self.longest = max(self.longest, len(line))
        self._file.write(line + "\n")

    def close(self) -> None:
        """Let go of the file; for a load that failed."""
        self._file.close()


def copy_all(con: duckdb.DuckDBPyConnection, spools: Sequence[Spool], target: Path) -> None:
    """Write the rows of spools of the same columns, one after another, to `target` as Parquet and remove the spools."""
    for spool in spools:
        spool.close()
    types = spools[0].types
    names = ", ".join(f"c{i} as {identifier(name)}" for i, name in enumerate(types))
    kinds = ", ".join(f"c{i}: {literal(kind)}" for i, kind in enumerate(types.values()))
    longest = max(16 << 20, 2 * max(spool.longest for spool in spools))
    con.execute(
        f"copy (select {names} from read_json({literals(str(spool.path) for spool in spools)},"
        f" format = 'newline_delimited', hive_partitioning = false, columns = {{{kinds}}},"
        f" maximum_object_size = {longest}))"
        f" to {literal(str(target))} ({PARQUET})"
    )
    for spool in spools:
        spool.path.unlink()


def write_rows(
    con: duckdb.DuckDBPyConnection, target: Path, types: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write rows to a Parquet file with these columns."""
    spool = Spool(target.with_suffix(".ndjson"), types)
    for row in rows:
        spool.add(row)
    copy_all(con, [spool], target)
