"""The warehouse file as the exports read it: read-only, whole, and built from what is landed now."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import FolioError
from warehouse import reading

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
    """The warehouse, read-only; see `warehouse.reading`. Raises FolioError also where it was built before the last
    load.
    """
    with reading.opened(spill) as con:
        if late := [name for (name,) in con.execute(NOT_BUILT).fetchall()]:
            raise FolioError(f"raw.{', raw.'.join(late)} landed after the models were built: run `dbt build` first")
        yield con


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of a query, by column name."""
    found = con.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
