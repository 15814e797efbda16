"""The DuckDB that stages a load."""

import os
from pathlib import Path

import duckdb

from ..errors import FolioError
from ..settings import number
from ..sql import literal


def connect(spill: Path, *, beside: int = 1) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory: bounded, spilling into the folder `spill`, with no extension and so no way to the net.

    `$FOLIO_MEMORY_LIMIT` (default 1GB) and `$FOLIO_THREADS` (default: all cores) set the size of all that run at a
    time; `beside` is how many those are, and each gets its share.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": max(1, threads() // beside),
    }
    con = duckdb.connect(":memory:", config=config)
    limit(con, "1GB")
    # the bar that people see is folio's own
    con.execute("set enable_progress_bar = false")
    if beside > 1:
        con.execute(f"set memory_limit = '{memory(con) // beside} B'")
    return con


def limit(con: duckdb.DuckDBPyConnection, usual: str) -> None:
    """Set an engine's memory limit to `$FOLIO_MEMORY_LIMIT`, or what is usual. FolioError where that is no size."""
    size = os.environ.get("FOLIO_MEMORY_LIMIT") or usual
    try:
        con.execute(f"set memory_limit = {literal(size)}")
    except duckdb.Error as error:
        con.close()
        raise FolioError(f"FOLIO_MEMORY_LIMIT is '{size}', not a size such as 1GB") from error


def was_interrupted(error: RuntimeError) -> bool:
    """Whether this is how Ctrl-C comes out of an engine that worked in the main thread."""
    return "Query interrupted" in str(error)


def threads() -> int:
    """The threads that a load may use in all: `$FOLIO_THREADS`, or one for each core."""
    return int(number("FOLIO_THREADS", 0)) or _cores()


def _cores() -> int:
    """The cores that this process may run on; where the system does not tell, those of the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory(con: duckdb.DuckDBPyConnection) -> int:
    """The memory limit of an engine, in bytes."""
    found = con.execute("select parse_formatted_bytes(current_setting('memory_limit'))").fetchone()
    return int(found[0]) if found else 0
