"""The warehouse file as the exports read it: read-only, whole, and built from what is landed now."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import FolioError
from ingest.landing.register import warehouse

LOADS = """
select table_name, load_id, origin, is_synthetic, finished_at
from quality.loads
where is_current and collection is not null
order by table_name
"""
DATASETS = """
select title, version, published, license, citation, doi, url
from raw.datasets
where load_id in (select load_id from quality.loads where is_current)
order by load_id, title
"""
# Some files read raw as well, and half of a new load beside half of an old one would be neither.
NOT_BUILT = """
with landed as (

    select table_name, max(load_id) as load_id
    from raw.loads
    where status = 'ok' and source in (select source from reference.source_collections)
    group by table_name

)

select table_name
from landed
where load_id not in (select load_id from quality.loads where is_current)
order by table_name
"""


@contextmanager
def opened(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, read-only, in bounded memory ($FOLIO_MEMORY_LIMIT, default 1GB); beyond it spills into `spill`.

    Raises FolioError where the file is not there, cannot be read now, or was built before the last load.
    """
    path = warehouse()
    if not path.is_file():
        raise FolioError(f"there is no warehouse {path.name} yet: run `dbt build`, or `make warehouse` for the demo")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": os.environ.get("FOLIO_MEMORY_LIMIT") or "1GB",
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    try:
        with duckdb.connect(str(path), read_only=True, config=config) as con:
            con.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
            if late := [name for (name,) in con.execute(NOT_BUILT).fetchall()]:
                raise FolioError(f"raw.{', raw.'.join(late)} landed after the models were built: run `dbt build` first")
            yield con
    except duckdb.CatalogException as error:
        raise FolioError(f"{path.name} is not built whole ({first_line(error)}): run `dbt build` first") from error
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        if "Could not set lock" in str(error):
            raise FolioError(f"another program writes to {path.name} now; try again when it has ended") from error
        raise FolioError(first_line(error)) from error


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of a query, by column name."""
    found = con.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def first_line(error: Exception) -> str:
    """What DuckDB says, without its candidates and pointers."""
    return str(error).strip().split("\n", 1)[0]
