"""What the warehouse knows of itself: how many rows a relation has, and what the last good load of a table was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb

from ingest.sql import identifier
from warehouse.reading import opened

# Of every table of raw its last good load, and what its publisher asks for.
LOADS = """
with good as (
    select load_id, table_name, finished_at, rows_rejected, coalesce(origin like 'replica%', false) as is_synthetic
    from raw.loads
    where status = 'ok'
    qualify row_number() over (partition by table_name order by load_id desc) = 1
),

cited as (
    select load_id, list(distinct license) as licenses, list(distinct citation) as citations
    from raw.datasets
    group by load_id
)

select table_name, finished_at, rows_rejected, is_synthetic, licenses, citations
from good
left join cited using (load_id)
order by table_name
"""


@dataclass(frozen=True)
class Landed:
    """The last good load of a table. Times are UTC."""

    at: datetime
    rows_rejected: int
    is_synthetic: bool
    licenses: tuple[str, ...]
    citations: tuple[str, ...]

    @property
    def records(self) -> str:
        """What kind of records these are."""
        return "SYNTHETIC" if self.is_synthetic else "as published"


@dataclass(frozen=True)
class Facts:
    """Rows by (schema, name), and loads by the table's name in raw."""

    rows: dict[tuple[str, str], int]
    loads: dict[str, Landed]


def read(relations: Iterable[tuple[str, str]]) -> Facts:
    """Count the relations and read the ledger. Raises FolioError where the warehouse cannot be read.

    A relation that cannot be counted (a view over what is gone) has no number; that is for `dbt build` to repair.
    """
    with opened() as con:
        return Facts(dict(_counted(con, relations)), dict(_landed(con)))


def _counted(
    con: duckdb.DuckDBPyConnection, relations: Iterable[tuple[str, str]]
) -> Iterable[tuple[tuple[str, str], int]]:
    for schema, name in relations:
        try:
            found = con.execute(f"select count(*) from {identifier(schema)}.{identifier(name)}").fetchone()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            continue
        if found:
            yield (schema, name), int(found[0])


def _landed(con: duckdb.DuckDBPyConnection) -> Iterable[tuple[str, Landed]]:
    try:
        found = con.execute(LOADS).fetchall()
    except duckdb.CatalogException:  # nothing was ever registered
        return
    for name, at, rejected, is_synthetic, licenses, citations in found:
        known = [tuple(sorted(filter(None, values or ()))) for values in (licenses, citations)]
        yield name, Landed(at, int(rejected or 0), bool(is_synthetic), *known)
