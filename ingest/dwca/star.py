"""The star: what ids say of a core and its extensions. Nothing is dropped for it; the ledger says what was found.

Ids are compared by a hash of 64 bits: 8 bytes an id instead of 60, so that ten million rows against eight million take
seconds and little memory. Equal ids have equal hashes, so a hash that is there once, or nowhere, tells all; where one
is there twice the texts are compared. Only an orphan whose hash meets another id's by chance is missed: of a thousand
orphans beside ten million ids, one in a thousand million loads. Rows without an id match nothing, not even each other.
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
            core.without_id, again = _counts(
                con,
                "select count(*) - count(id), count(id) - count(distinct hash(id)) filter (where id is not null)"
                f" from {_ids(core)}",
            )
            core.duplicate_ids = _duplicates(con, _ids(core)) if again else 0
        for extension in filter(_has_id, extensions):
            orphans = "0"
            if _has_id(core):
                known = f"select hash(id) from {_ids(core)} where id is not null"
                orphans = f"count(*) filter (where id is not null and hash(id) not in ({known}))"
            extension.without_id, found = _counts(con, f"select count(*) - count(id), {orphans} from {_ids(extension)}")
            extension.orphans = found if _has_id(core) else None


def _duplicates(con: duckdb.DuckDBPyConnection, ids: str) -> int:
    """Rows of `ids` beyond the first of an id, where hashes of some ids meet."""
    again = f"select hash(id) from {ids} where id is not null group by 1 having count(*) > 1"
    return _counts(con, f"select count(id) - count(distinct id) from {ids} where hash(id) in ({again})")[0]


def _has_id(table: Table) -> bool:
    return any(column.name == "id" for column in table.columns)


def _ids(table: Table) -> str:
    if not table.parts:
        return "(select null::varchar as id limit 0)"
    return f"read_parquet({literals(str(path) for path, _ in table.parts)})"


def _counts(con: duckdb.DuckDBPyConnection, sql: str) -> list[int]:
    return [int(count) for count in con.execute(sql).fetchone() or ()]
