"""The DuckDB that stages a load."""

import os
from pathlib import Path

import duckdb


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory: bounded, spilling into the folder `spill`, with no extension and so no way to the net.

    `$FOLIO_MEMORY_LIMIT` (default 1GB) and `$FOLIO_THREADS` (default: all cores) set its size.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": os.environ.get("FOLIO_MEMORY_LIMIT") or "1GB",
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if threads := os.environ.get("FOLIO_THREADS"):
        config["threads"] = int(threads)
    con = duckdb.connect(":memory:", config=config)
    # the bar that people see is folio's own
    con.execute("set enable_progress_bar = false")
    return con
