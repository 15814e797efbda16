"""The star: what ids say of a core and its extensions. Nothing is dropped for it; the ledger says what was found.

Ids are compared by a hash of 64 bits: 8 bytes an id instead of 60. Equal ids have equal hashes, so a hash that is there
once, or nowhere, tells all; where one is there twice the texts are compared. Only an orphan whose hash meets another
id's by chance is missed: of a thousand orphans beside ten million ids, one in a thousand million loads. Rows without an
id match nothing, not even each other.

The hashes are dealt into files by their value, and the files of a core and of an extension are held against each other
one pair at a time: a million hashes take the memory that they take, whatever the archive's size.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..landing import Load, Table
from ..sql import literal, parquet

# Hashes in a file. Above the largest number of files, which are all open at a time, there are more in each.
_DEALT = 1_000_000
_MOST_FILES = 64


def check(load: Load, core: Table, extensions: Sequence[Table]) -> None:
    """Count rows without an id, the core's rows beyond the first of an id, and rows of extensions without a core row.

    The counts go to `orphans`, `without_id` and `duplicate_ids` of the tables, and from there to raw.loads.
    """
    largest = max(table.rows_landed for table in (core, *extensions))
    files = min(_MOST_FILES, 1 + largest // _DEALT)
    with load.connection() as con:
        # counts need no order, and so less memory
        con.execute("set preserve_insertion_order = false")
        with _deal(con, load, core, files) as known:
            if known:
                core.without_id = core.rows_landed - known.ids
                again = sum(_count(con, f"select count(*) - count(distinct hash) from {file}") for file in known.files)
                core.duplicate_ids = _duplicates(con, core) if again else 0
            for extension in extensions:
                with _deal(con, load, extension, files) as dealt:
                    if dealt:
                        extension.without_id = extension.rows_landed - dealt.ids
                    if dealt and known:
                        pairs = zip(dealt.files, known.files, strict=True)
                        extension.orphans = sum(
                            _count(con, f"select count(*) from {these} anti join {those} using (hash)")
                            for these, those in pairs
                        )


@dataclass(frozen=True)
class _Dealt:
    """How many rows of a table have an id, and the SQL of each file of these ids' hashes."""

    ids: int
    files: Sequence[str]


@contextmanager
def _deal(con: duckdb.DuckDBPyConnection, load: Load, table: Table, files: int) -> Iterator[_Dealt | None]:
    """The hashes of a table's ids, dealt into so many files; None where its rows have no id."""
    if not any(column.name == "id" for column in table.columns):
        yield None
        return
    with tempfile.TemporaryDirectory(dir=load.staging, prefix="_ids-") as folder:
        hashes = f"select hash(id) as hash, hash % {files} as file from {_ids(table)} where id is not null"
        how = "format parquet, compression uncompressed, partition_by (file), overwrite_or_ignore"
        ids = _count(con, f"copy ({hashes}) to {literal(folder)} ({how})")
        yield _Dealt(ids, [_hashes(Path(folder) / f"file={number}") for number in range(files)])


def _hashes(file: Path) -> str:
    parts = list(file.glob("*.parquet"))
    return parquet(parts) if parts else "(select null::ubigint as hash limit 0)"


def _duplicates(con: duckdb.DuckDBPyConnection, core: Table) -> int:
    """Rows beyond the first of an id, where hashes of some ids meet."""
    again = f"select hash(id) from {_ids(core)} where id is not null group by 1 having count(*) > 1"
    return _count(con, f"select count(id) - count(distinct id) from {_ids(core)} where hash(id) in ({again})")


def _ids(table: Table) -> str:
    if not table.parts:
        return "(select null::varchar as id limit 0)"
    return parquet(path for path, _ in table.parts)


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = con.execute(sql).fetchone()
    return int(found[0]) if found else 0
