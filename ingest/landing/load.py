"""One load: staged in a folder of its own, proven, and switched into view by one rename."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from .. import progress
from ..errors import FolioError, LandingError
from ..sql import literal
from . import ledger, register, zone
from .ledger import PARQUET
from .naming import Column

__all__ = ["PARQUET", "Load", "Table", "begin"]


class Table:
    """A table of a load: its columns, its Parquet parts in file order, and what was counted.

    An ingester adds to `rows_read` and `rows_short`; `rows_landed` and `rows_rejected` are counted here. The counts of
    a Darwin Core star stay None where no star was checked.
    """

    def __init__(
        self,
        load: "Load",
        name: str,
        columns: Sequence[Column],
        locations: Sequence[str],
        row_type: str | None,
    ) -> None:
        self.load, self.name, self.columns = load, name, list(columns)
        self.locations, self.row_type = list(locations), row_type
        self.rows_read = self.rows_landed = self.rows_rejected = self.rows_short = 0
        self.orphans: int | None = None
        self.without_id: int | None = None
        self.duplicate_ids: int | None = None
        self.warnings: list[str] = []
        self.parts: list[tuple[Path, int]] = []
        self._named = 0

    def part(self) -> Path:
        """The path that the next part is to be written to; `landed` then declares it."""
        self._named += 1
        return self.load.staging / f"{self.name}-{self._named:03d}.parquet"

    def landed(self, part: Path, rows: int) -> None:
        """Declare a part that was written, with its number of rows (proven at the end)."""
        self.parts.append((part, rows))
        self.rows_landed += rows

    def write(self, rows: Iterable[Sequence[Any]]) -> int:
        """Write rows (values in the order of the columns) as a part; the number of rows. Python holds one at a time."""
        part = self.part()
        spool = ledger.Spool(part.with_suffix(".ndjson"), {column.name: column.type for column in self.columns})
        try:
            for row in rows:
                spool.add(row)
            with self.load.connection() as con:
                spool.copy(con, part)
        finally:
            spool.close()
        self.landed(part, spool.rows)
        return spool.rows

    def warn(self, line: str) -> None:
        """Something a person should know, though the load stands: shown, and kept in raw.loads."""
        self.warnings.append(line)
        progress.say(f"warning: {self.name}: {line}")


class Load:
    """A load under way. `origin`, `sha256` may be set until the end; `report` holds the ledger's rows after it."""

    def __init__(self, source: str, origin: str, kind: str) -> None:
        self.source, self.origin, self.kind = source, origin, kind
        self.sha256: str | None = None
        self.id = zone.new_load_id(source)
        self.started_at = zone.now()
        self.staging = zone.staging_dir(source, self.id)
        self.tables: dict[str, Table] = {}
        self.report: list[dict[str, Any]] = []
        self.registered = False
        self._datasets: list[tuple[Any, ...]] = []
        self.staging.mkdir(parents=True)
        (self.staging / "started.json").write_text(
            json.dumps({"origin": origin, "kind": kind, "started_at": self.started_at.isoformat(" ")})
        )
        self._rejects = ledger.Spool(self.staging / "_rejects.ndjson", ledger.REJECTS)
        self._connections: list[duckdb.DuckDBPyConnection] = []

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB in memory for staging work: bounded, spilling into the staging folder, with no way to the net.

        `$FOLIO_MEMORY_LIMIT` (default 1GB) and `$FOLIO_THREADS` (default: all cores) set its size.
        """
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": os.environ.get("FOLIO_MEMORY_LIMIT") or "1GB",
            "temp_directory": str(self.staging / "_spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if threads := os.environ.get("FOLIO_THREADS"):
            config["threads"] = int(threads)
        con = duckdb.connect(":memory:", config=config)
        # DuckDB draws bars of its own in notebooks; folio's is the one that people see
        con.execute("set enable_progress_bar = false")
        self._connections.append(con)
        return con

    def table(
        self, name: str, columns: Sequence[Column], locations: Sequence[str] = (), row_type: str | None = None
    ) -> Table:
        """A new table of this load. `locations` are the data files as the source names them."""
        if name in self.tables:
            raise ValueError(f"{name} is a table of this load already")
        self.tables[name] = Table(self, name, columns, locations, row_type)
        return self.tables[name]

    def reject(self, table: Table, *, location: str, line_number: int | None, reason: str, line: str | None) -> None:
        """A row that cannot be landed, for raw.rejects."""
        self._rejects.add((self.id, table.name, location, line_number, reason, line))
        table.rows_rejected += 1

    def dataset(
        self,
        *,
        title: str | None,
        version: str | None = None,
        published: str | None = None,
        license: str | None = None,
        citation: str | None = None,
        doi: str | None = None,
        url: str | None = None,
    ) -> None:
        """What people must cite when they use this load, for raw.datasets."""
        self._datasets.append((self.id, self.source, title, version, published, license, citation, doi, url))

    def commit(self) -> None:
        """Prove the counts, move the files into place, rename the ledger file: from then on the load counts.

        Raises LandingError where rows read are not rows landed and rejected, or a part holds another number of rows.
        """
        if not self.tables:
            raise LandingError(f"{self.origin} holds no table; nothing was landed")
        with self.connection() as con:
            for table in self.tables.values():
                _prove(con, table)
            columns = [
                (self.id, table.name, column.name, position, column.term, column.default, column.type)
                for table in self.tables.values()
                for position, column in enumerate(table.columns, start=1)
            ]
            ledger.write_rows(con, self.staging / "_load_columns.parquet", ledger.LOAD_COLUMNS, columns)
            ledger.write_rows(con, self.staging / "_datasets.parquet", ledger.DATASETS, self._datasets)
            self._rejects.copy(con, self.staging / "_rejects.parquet")
            self._close()
            target = zone.data_dir(self.source, self.id)
            shutil.rmtree(self.staging / "_spill", ignore_errors=True)
            keep = {path for table in self.tables.values() for path, _ in table.parts}
            for path in self.staging.iterdir():
                if path not in keep and not path.name.startswith("_") and path.name != "started.json":
                    _remove(path)  # scratch that an ingester left
                else:
                    zone.sync(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            zone.sync(self.staging)
            self.staging.rename(target)
            zone.sync(target.parent)
            self.report = [self._row(table, "ok") for table in self.tables.values()]
        write_ledger(self.id, self.report)
        (target / "started.json").unlink()

    def fail(self, error: str) -> None:
        """Leave a `failed` row for each table known so far, and remove what was staged."""
        self._close()
        tables: list[Table | None] = list(self.tables.values()) or [None]
        self.report = [self._row(table, "failed", error) for table in tables]
        shutil.rmtree(self.staging, ignore_errors=True)
        write_ledger(self.id, self.report)

    def _close(self) -> None:
        self._rejects.close()
        for con in self._connections:
            con.close()

    def _row(self, table: Table | None, status: str, error: str | None = None) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(ledger.LOADS)
        row |= {
            "load_id": self.id,
            "source": self.source,
            "status": status,
            "origin": self.origin,
            "sha256": self.sha256,
            "started_at": self.started_at,
            "finished_at": zone.now(),
            "kind": self.kind,
            "error": error,
        }
        if table is not None:
            folder = f"{self.source}/{self.id}"
            row |= {
                "table_name": table.name,
                "locations": "\n".join(table.locations),
                "row_type": table.row_type,
                "warnings": "\n".join(table.warnings) or None,
            }
            if status == "ok":
                row |= {
                    "rows_read": table.rows_read,
                    "rows_landed": table.rows_landed,
                    "rows_rejected": table.rows_rejected,
                    "rows_short": table.rows_short,
                    "rows_orphan": table.orphans,
                    "rows_without_id": table.without_id,
                    "rows_duplicate_id": table.duplicate_ids,
                    "data_files": json.dumps([{"path": f"{folder}/{p.name}", "rows": n} for p, n in table.parts]),
                }
        return row


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _prove(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Rows read = landed + rejected, and every part holds what was declared. A table of no rows gets an empty part."""
    if not table.parts:
        part = table.part()
        ledger.write_rows(con, part, {column.name: column.type for column in table.columns}, ())
        table.landed(part, 0)
    for path, rows in table.parts:
        found = con.execute(f"select sum(num_rows) from parquet_file_metadata({literal(str(path))})").fetchone()
        if found is None or int(found[0]) != rows:
            raise LandingError(f"{table.name}: {rows:,} rows were to land, {found and found[0]} did; nothing was kept")
    if table.rows_read != table.rows_landed + table.rows_rejected:
        raise LandingError(
            f"{table.name}: read {table.rows_read:,} rows, but landed {table.rows_landed:,} and rejected"
            f" {table.rows_rejected:,}; nothing was kept: please report this with the file"
        )


def write_ledger(load_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write a load's rows of raw.loads beside the ledger, then rename them into it: the one switch."""
    target = zone.ledger_file(load_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_suffix(".staged")
    with duckdb.connect() as con:
        ledger.write_rows(con, staged, ledger.LOADS, [[row[name] for name in ledger.LOADS] for row in rows])
    zone.sync(staged)
    staged.rename(target)
    zone.sync(target.parent)


def clean(source: str) -> None:
    """Remove what killed loads of this source left, and record each as failed. Call it while holding the source."""
    staged = (zone.root() / "_staging" / source).glob("*")
    moved = (path for path in (zone.root() / source).glob("*") if not zone.ledger_file(path.name).exists())
    for folder in [*staged, *moved]:
        started = zone.read_json(folder / "started.json")
        row = dict.fromkeys(ledger.LOADS) | {
            "load_id": folder.name,
            "source": source,
            "status": "failed",
            "origin": started.get("origin"),
            "kind": started.get("kind"),
            "started_at": started.get("started_at"),
            "error": "interrupted before it ended; nothing of it was kept",
        }
        shutil.rmtree(folder)
        if not zone.ledger_file(folder.name).exists():
            write_ledger(folder.name, [row])
    for path in (zone.root() / "_loads").glob(f"*_{source}.*"):
        if path.suffix != ".parquet":
            path.unlink()


@contextmanager
def begin(source: str, *, origin: str, kind: str = "archive") -> Iterator[Load]:
    """Begin a load of `source`, holding it until the end. Leaving the block commits; an exception leaves a failed row.

    `origin` is the address or path that was asked for, `kind` the ingester. Raises LandingError where the zone cannot
    be written to, another load holds the source too long, or the counts do not prove.
    """
    with zone.hold(source, f"{kind} {source}"):
        try:
            clean(source)
            load = Load(source, origin, kind)
        except OSError as error:
            raise LandingError(f"cannot write to {zone.root()}: {error.strerror}") from error
        try:
            yield load
            load.commit()
        except FolioError as error:
            load.fail(str(error))
            raise
        except OSError as error:
            load.fail(str(error))
            raise LandingError(f"{source}: {error}; nothing was landed, what was there before stands") from error
        except duckdb.Error as error:
            load.fail(str(error))
            raise LandingError(f"{source}: the engine stopped: {first_line(error)}; nothing was landed") from error
        except BaseException as error:
            load.fail("interrupted" if isinstance(error, KeyboardInterrupt | SystemExit) else repr(error))
            raise
        load.registered = register.after_load()


def first_line(error: BaseException) -> str:
    """The first line of an engine's message; the rest shows data or internals."""
    return str(error).strip().split("\n", 1)[0]
