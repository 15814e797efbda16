"""The DuckDB that stages a load."""

import os
from pathlib import Path

import duckdb

from ..errors import FolioError
from ..settings import number


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
    if threads := int(number("FOLIO_THREADS", 0)):
        config["threads"] = threads
    try:
        con = duckdb.connect(":memory:", config=config)
    except duckdb.Error as error:
        raise FolioError(f"FOLIO_MEMORY_LIMIT is '{config['memory_limit']}', not a size such as 1GB") from error
    # the bar that people see is folio's own
    con.execute("set enable_progress_bar = false")
    return con
