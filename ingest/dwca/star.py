"""The star: what ids say of a core and its extensions. Nothing is dropped for it; the ledger says what was found.

Ids are compared by a hash of 64 bits: 8 bytes an id instead of 60. Equal ids have equal hashes, so a hash that is there
once, or nowhere, tells all; where one is there twice the texts are compared. Only an orphan whose hash meets another
id's by chance is missed: of a thousand orphans beside ten million ids, one in a thousand million loads. Rows without an
id match nothing, not even each other.

The hashes are dealt into shares by their value, and a core's share is held against an extension's one pair at a time:
so memory is a share's, up to 64 million ids. Only ids that are there twice are gathered with their texts.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..landing import Load, Table
from ..sql import literal, parquet

# Hashes in a share. Above the largest number of shares, whose files are all open at a time, there are more in each.
_DEALT = 1_000_000
_MOST_SHARES = 64


def check(load: Load, core: Table, extensions: Sequence[Table]) -> None:
    """Count rows without an id, the core's rows beyond the first of an id, and rows of extensions without a core row.

    The counts go to `orphans`, `without_id` and `duplicate_ids` of the tables, and from there to raw.loads.
    """
    largest = max(table.rows_landed for table in (core, *extensions))
    shares = min(_MOST_SHARES, 1 + largest // _DEALT)
    with load.connection() as con:
        # counts need no order, and so less memory
        con.execute("set preserve_insertion_order = false")
        with _deal(con, load, core, shares) as known:
            if known:
                core.without_id = core.rows_landed - known.ids
                core.duplicate_ids = _duplicates(con, core, known)
            for extension in extensions:
                with _deal(con, load, extension, shares) as dealt:
                    if dealt:
                        extension.without_id = extension.rows_landed - dealt.ids
                    if dealt and known:
                        pairs = zip(dealt.shares, known.shares, strict=True)
                        extension.orphans = sum(
                            _count(con, f"select count(*) from {these} anti join {those} using (hash)")
                            for these, those in pairs
                        )


@dataclass(frozen=True)
class _Dealt:
    """How many rows of a table have an id, and the SQL of each share of these ids' hashes."""

    ids: int
    shares: Sequence[str]


@contextmanager
def _deal(con: duckdb.DuckDBPyConnection, load: Load, table: Table, shares: int) -> Iterator[_Dealt | None]:
    """The hashes of a table's ids, dealt into so many shares; None where its rows have no id."""
    if not any(column.name == "id" for column in table.columns):
        yield None
        return
    with tempfile.TemporaryDirectory(dir=load.staging, prefix="_ids-") as folder:
        hashes = f"select hash(id) as hash, hash(id) % {shares} as share from {_ids(table)} where id is not null"
        how = "format parquet, compression uncompressed, partition_by (share), overwrite_or_ignore"
        ids = _count(con, f"copy ({hashes}) to {literal(folder)} ({how})")
        yield _Dealt(ids, [_share(Path(folder) / f"share={number}") for number in range(shares)])


def _share(folder: Path) -> str:
    """The SQL of the hashes in a folder, which is not there where no hash fell to it."""
    files = list(folder.glob("*.parquet"))
    return parquet(files) if files else "(select null::ubigint as hash limit 0)"


def _duplicates(con: duckdb.DuckDBPyConnection, core: Table, known: _Dealt) -> int:
    """Rows of the core beyond the first of an id: of those whose hashes meet, by their texts."""
    con.execute("create temp table met (hash ubigint)")
    for share in known.shares:
        con.execute(f"insert into met select hash from {share} group by hash having count(*) > 1")
    if not _count(con, "select count(*) from met"):
        return 0
    return _count(con, f"select count(id) - count(distinct id) from {_ids(core)} where hash(id) in (from met)")


def _ids(table: Table) -> str:
    if not table.parts:
        return "(select null::varchar as id limit 0)"
    return parquet(path for path, _ in table.parts)


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = con.execute(sql).fetchone()
    return int(found[0]) if found else 0
