"""`raw.*` in the warehouse file: one view a table, over the Parquet files of its last good load.

dbt makes the same views on every run (macros/raw/); this makes SQL work right after a load.
"""

import os
from pathlib import Path

import duckdb

from .. import progress
from ..sql import identifier
from . import ledger


def warehouse() -> Path:
    """`$FOLIO_DB` (default `folio.duckdb`), absolute."""
    return Path(os.environ.get("FOLIO_DB") or "folio.duckdb").absolute()


def views() -> dict[str, str]:
    """The name of each relation in `raw`, and its SQL."""
    found = {table.table_name: table.select() for table in ledger.committed()}
    if loads := ledger.loads_sql():
        found["loads"] = loads
    for table in ledger.BESIDE:
        if sql := ledger.beside_sql(table):
            found[table] = sql
    return found


def after_load() -> bool:
    """Register everything after a load; see `refresh`."""
    return refresh("the load stands")


def refresh(done: str) -> bool:
    """Register everything; False where the warehouse file cannot be written now: a line says what is `done` already."""
    path = warehouse()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(path)) as con:
            con.execute("create schema if not exists raw")
            for name, sql in views().items():
                con.execute(f"create or replace view raw.{identifier(name)} as {sql}")
    except (duckdb.Error, OSError) as error:
        progress.say(
            f"{done}, but {path.name} cannot be written now ({_why(error)}); the next load or dbt run registers it"
        )
        return False
    return True


def is_held(error: Exception) -> bool:
    """Whether the warehouse file could not be opened because another program has it open."""
    return "Could not set lock" in str(error)


def _why(error: Exception) -> str:
    text = str(error).strip().split("\n", 1)[0]
    return "another program holds it" if is_held(error) else text
