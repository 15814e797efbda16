"""Reading: the queries of this folder, run on the warehouse file, read-only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest.landing import first_line
from warehouse import reading

QUERIES = Path(__file__).with_name("queries")


class NotBuilt(Exception):
    """The warehouse lacks a relation that a query needs: its collection was never built."""


@dataclass(frozen=True)
class Table:
    """What a query gave: its name and SQL, the names of its columns, its rows."""

    name: str
    sql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        """A dict for each row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def column(self, name: str) -> list[Any]:
        """The values of one column, in the rows' order."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def total(self, name: str) -> int:
        """The sum of a column of whole numbers; NULL counts as 0."""
        return sum(value or 0 for value in self.column(name))


class Warehouse:
    """An open warehouse."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

    def query(self, name: str) -> Table:
        """Run `queries/<name>.sql`. Raises NotBuilt where a relation of it is missing."""
        sql = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
        try:
            found = self._con.execute(sql)
        except duckdb.CatalogException as error:
            raise NotBuilt(first_line(error)) from error
        columns = tuple(str(column[0]) for column in found.description or ())
        return Table(name, sql.strip(), columns, tuple(found.fetchall()))


@contextmanager
def opened() -> Iterator[Warehouse]:
    """Open the warehouse file read-only. Raises FolioError where there is none, or another program holds it."""
    with reading.opened() as con:
        yield Warehouse(con)
