"""The star: what ids say of a core and its extensions. Nothing is dropped for it; the ledger says what was found.

Ids are compared as exact text, by their MD5: 16 bytes an id instead of 60, so that ten million rows against eight
million take half the memory, and two different ids meet by chance once in 10^24 archives of that size. Rows without an
id match nothing, not even each other.
"""

from collections.abc import Sequence

import duckdb

from ..landing import Load, Table
from ..sql import literals


def check(load: Load, core: Table, extensions: Sequence[Table]) -> None:
    """Count rows without an id, the core's rows beyond the first of an id, and rows of extensions without a core row.

    The counts go to `orphans`, `without_id` and `duplicate_ids` of the tables, and from there to raw.loads.
    """
    with load.connection() as con:
        # counts need no order, and so less memory
        con.execute("set preserve_insertion_order = false")
        if _has_id(core):
            core.without_id = _count(con, f"select count(*) from {_ids(core)} where id is null")
            core.duplicate_ids = _count(con, f"select count(id) - count(distinct md5_number(id)) from {_ids(core)}")
        for extension in extensions:
            if _has_id(extension):
                extension.without_id = _count(con, f"select count(*) from {_ids(extension)} where id is null")
            if _has_id(extension) and _has_id(core):
                extension.orphans = _count(
                    con,
                    f"select count(*) from (select md5_number(id) as id from {_ids(extension)} where id is not null)"
                    f" anti join (select md5_number(id) as id from {_ids(core)}) using (id)",
                )


def _has_id(table: Table) -> bool:
    return any(column.name == "id" for column in table.columns)


def _ids(table: Table) -> str:
    if not table.parts:
        return "(select null::varchar as id limit 0)"
    return f"read_parquet({literals(str(path) for path, _ in table.parts)})"


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = con.execute(sql).fetchone()
    return int(found[0]) if found else 0
