"""The landing zone: staged Parquet, one atomic switch, and the ledger.

    with landing.begin("figshare", origin=address, kind="tarball") as load:
        members = load.table("figshare_tar_members", COLUMNS, locations=["stained.tar.gz"])
        members.write(rows)
        members.rows_read += count

`zone` says where things lie and who holds them; `begin` is how a load begins and ends; `load` stages and commits its
`table`s; `again` knows what was landed from the same bytes; `ledger` is the record of it all as Parquet; `register`
makes `raw.*` in the warehouse file; `prune` removes old loads and what killed ones left.
"""

from .begin import begin, first_line
from .ledger import Committed, latest
from .load import Load
from .naming import ROW_HASHES, Column, table_name, unique_names
from .spool import PARQUET
from .table import Table
from .zone import home

__all__ = [
    "PARQUET",
    "ROW_HASHES",
    "Column",
    "Committed",
    "Load",
    "Table",
    "begin",
    "first_line",
    "home",
    "latest",
    "table_name",
    "unique_names",
]
