"""The ledger: what every load read, landed and rejected, as Parquet beside the data.

One file of `raw.loads` rows for a load, and renaming it into place is the switch that makes the load count. The other
three tables lie with the data and are seen only together with it.
"""

import glob
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ..sql import identifier, literal, literals, parquet
from . import zone
from .naming import ROW_HASHES
from .spool import write_rows

LOADS = {
    "load_id": "VARCHAR",
    "source": "VARCHAR",
    "table_name": "VARCHAR",
    "status": "VARCHAR",
    "origin": "VARCHAR",
    "locations": "VARCHAR",
    "sha256": "VARCHAR",
    "started_at": "TIMESTAMP",
    "finished_at": "TIMESTAMP",
    "rows_read": "BIGINT",
    "rows_landed": "BIGINT",
    "rows_rejected": "BIGINT",
    "rows_short": "BIGINT",
    "rows_orphan": "BIGINT",
    "rows_without_id": "BIGINT",
    "rows_duplicate_id": "BIGINT",
    "row_type": "VARCHAR",
    "kind": "VARCHAR",
    # Another version may read the same bytes in another way.
    "folio_version": "VARCHAR",
    "warnings": "VARCHAR",
    "error": "VARCHAR",
    # [{"path": relative to the landing zone, "rows": n, "hashed": whether it has ROW_HASHES}, …] in file order: what
    # the view over the table reads.
    "data_files": "VARCHAR",
}
LOAD_COLUMNS = {
    "load_id": "VARCHAR",
    "table_name": "VARCHAR",
    "column_name": "VARCHAR",
    "position": "BIGINT",
    "term": "VARCHAR",
    "default_value": "VARCHAR",
    "data_type": "VARCHAR",
}
REJECTS = {
    "load_id": "VARCHAR",
    "table_name": "VARCHAR",
    "location": "VARCHAR",
    "line_number": "BIGINT",
    "reason": "VARCHAR",
    "line": "VARCHAR",
}
DATASETS = {
    "load_id": "VARCHAR",
    "source": "VARCHAR",
    "title": "VARCHAR",
    "version": "VARCHAR",
    "published": "VARCHAR",
    "license": "VARCHAR",
    "citation": "VARCHAR",
    "doi": "VARCHAR",
    "url": "VARCHAR",
}
# The tables that lie with a load's data, and their columns.
BESIDE = {"load_columns": LOAD_COLUMNS, "rejects": REJECTS, "datasets": DATASETS}
NAMES = frozenset({"loads", *BESIDE})


@dataclass(frozen=True)
class Committed:
    """A table's last good load, as the landing zone holds it."""

    table_name: str
    load_id: str
    source: str
    parts: tuple[tuple[Path, int], ...]
    columns: tuple[tuple[str, str], ...]
    hashed: bool = False

    def select(self) -> str:
        """The SQL of the table: its columns, ROW_HASHES where it has them, `_load_id`, and `_row` from Parquet's own
        row position.
        """
        names = ", ".join([*(identifier(name) for name, _ in self.columns), *(ROW_HASHES if self.hashed else ())])
        before, selects = 0, []
        for path, rows in self.parts:
            selects.append(
                f"select {names}, {literal(self.load_id)} as _load_id, file_row_number + {before + 1} as _row"
                f" from {parquet([path], 'file_row_number = true')}"
            )
            before += rows
        return " union all ".join(selects)


def write(load_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write a load's rows of raw.loads beside the ledger, then rename them into it: the one switch."""
    target = zone.ledger_file(load_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_suffix(".staged")
    with duckdb.connect() as con:
        write_rows(con, staged, LOADS, [[row[name] for name in LOADS] for row in rows])
    zone.sync(staged)
    staged.rename(target)
    zone.sync(target.parent)


def loads_sql() -> str | None:
    """A query for all of raw.loads, or None where nothing was ever landed."""
    folder = zone.root() / "_loads"
    if not any(folder.glob("*.parquet")):
        return None
    files = parquet([f"{glob.escape(str(folder))}/*.parquet"], "union_by_name = true")
    # the ledger of an older folio may lack a column: then it is NULL
    every = ", ".join(f"null::{kind} as {name}" for name, kind in LOADS.items())
    rows = f"select {every} where false union all by name from {files}"
    return f"select {', '.join(LOADS)} from ({rows})"


def beside_sql(table: str) -> str | None:
    """A query for raw.load_columns, raw.rejects or raw.datasets; None where no load ever ended well.

    A load's folder is in place a moment before its ledger file is: the semi join hides it until then.
    """
    loads = loads_sql()
    if loads is None or not any(zone.root().glob(f"*/*/_{table}.parquet")):
        return None
    files = parquet([f"{glob.escape(str(zone.root()))}/*/*/_{table}.parquet"], "union_by_name = true")
    return (
        f"select {', '.join(BESIDE[table])} from {files} as beside"
        f" semi join (select load_id from ({loads}) where status = 'ok') as good using (load_id)"
    )


def committed(table_name: str | None = None) -> list[Committed]:
    """Every table's last good load (or the one table's)."""
    loads, columns = loads_sql(), beside_sql("load_columns")
    if loads is None or columns is None:
        return []
    only = "" if table_name is None else f" and table_name = {literal(table_name)}"
    with duckdb.connect() as con:
        rows = con.execute(
            f"select table_name, load_id, source, data_files from ({loads}) where status = 'ok'{only}"
            " qualify row_number() over (partition by table_name order by load_id desc) = 1 order by table_name"
        ).fetchall()
        named = con.execute(
            f"select load_id, table_name, column_name, data_type from ({columns})"
            f" where load_id in (select unnest({literals(row[1] for row in rows)})) order by position"
        ).fetchall()
    found = []
    for table, load_id, source, data_files in rows:
        files = json.loads(data_files)
        parts = tuple((zone.root() / part["path"], int(part["rows"])) for part in files)
        hashed = all(part.get("hashed") for part in files)
        types = tuple((name, kind) for owner, of, name, kind in named if (owner, of) == (load_id, table))
        found.append(Committed(table, load_id, source, parts, types, hashed))
    return found


def latest(table_name: str) -> Committed | None:
    """The table's last good load, or None where there is none."""
    return next(iter(committed(table_name)), None)
