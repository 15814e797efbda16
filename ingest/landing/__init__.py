"""The landing zone: staged Parquet, one atomic switch, and the ledger.

    with landing.begin("figshare", origin=address, kind="tarball") as load:
        members = load.table("figshare_tar_members", COLUMNS, locations=["stained.tar.gz"])
        members.write(rows)
        members.rows_read += count

`zone` says where things lie, who holds them and what a killed load left; `load` stages and commits; `ledger` is the
record of it all as Parquet; `register` makes `raw.*` in the warehouse file; `prune` removes old loads.
"""

from .ledger import Committed, latest
from .load import PARQUET, Load, Table, begin
from .naming import Column, table_name, unique_names
from .zone import home

__all__ = [
    "PARQUET",
    "Column",
    "Committed",
    "Load",
    "Table",
    "begin",
    "home",
    "latest",
    "table_name",
    "unique_names",
]
