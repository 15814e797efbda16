"""The warehouse file as those have it who only read: the exports, the report, the docs site, the ready questions."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest.errors import FolioError
from ingest.landing import first_line
from ingest.landing.register import warehouse


@contextmanager
def opened(spill: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, read-only, its times in UTC, without extensions; in bounded memory ($FOLIO_MEMORY_LIMIT, default
    1GB), beyond which it spills into `spill` (default: beside the file).

    Raises FolioError where there is none, where it cannot be read now, and where a query of the block cannot be
    answered.
    """
    path = existing()
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": os.environ.get("FOLIO_MEMORY_LIMIT") or "1GB",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if spill is not None:
        config["temp_directory"] = str(spill)
    try:
        with duckdb.connect(str(path), read_only=True, config=config) as con:
            con.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
            yield con
    except duckdb.CatalogException as error:
        raise FolioError(f"{path.name} is not built whole ({first_line(error)}): run `dbt build` first") from error
    except duckdb.Error as error:
        if "Could not set lock" in str(error):
            raise FolioError(f"another program writes to {path.name} now; try again when it has ended") from error
        raise FolioError(f"{path.name} cannot be read: {first_line(error)}") from error


def existing() -> Path:
    """The warehouse file. Raises FolioError where there is none."""
    path = warehouse()
    if not path.is_file():
        raise FolioError(f"there is no warehouse {path.name} yet: run `dbt build`, or `make warehouse` for the demo")
    return path
