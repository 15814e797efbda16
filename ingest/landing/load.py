"""One load: staged in a folder of its own, proven, and switched into view by one rename."""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from .. import progress
from ..address import masked
from ..errors import FolioError, LandingError
from ..version import VERSION
from . import again, engine, ledger, zone
from .naming import Column
from .spool import copy_all, write_rows
from .table import Table, prove


class Load:
    """A load under way. `origin`, `sha256` may be set until the end; `report` holds the ledger's rows after it.

    `sha256` is the digest of what is landed, or what makes it, which is called once, when the digest is needed.
    `before_commit` is called when all is read, and raises where the load must not count.
    """

    def __init__(self, source: str, origin: str, kind: str) -> None:
        self.source, self.origin, self.kind = source, origin, kind
        self.sha256: str | Callable[[], str] | None = None
        self.before_commit: list[Callable[[], None]] = []
        self.id = zone.new_load_id(source)
        self.started_at = zone.now()
        self.staging = zone.staging_dir(source, self.id)
        self.tables: dict[str, Table] = {}
        self.report: list[dict[str, Any]] = []
        self.registered = self.unchanged = False
        self._datasets: list[tuple[Any, ...]] = []
        self.staging.mkdir(parents=True)
        (self.staging / "started.json").write_text(
            json.dumps({"origin": masked(origin), "kind": kind, "started_at": self.started_at.isoformat(" ")})
        )
        self._connections: list[duckdb.DuckDBPyConnection] = []

    def connection(self, *, beside: int = 1) -> duckdb.DuckDBPyConnection:
        """A DuckDB for staging work, spilling into the staging folder; it is closed with the load at the latest.

        `beside` says how many are at work at a time, each with its share of memory and threads.
        """
        spill = self.staging / "_spill"
        spill.mkdir(exist_ok=True)
        # engines name what they spill alike, so each has a folder of its own
        con = engine.connect(Path(tempfile.mkdtemp(dir=spill)), beside=beside)
        self._connections.append(con)
        return con

    def room(self, share: int) -> int:
        """How many files have a place side by side, each with a thread and `share` bytes of memory; at least one."""
        with self.connection() as con:
            return max(1, min(engine.threads(), engine.memory(con) // share))

    def table(
        self, name: str, columns: Sequence[Column], locations: Sequence[str] = (), row_type: str | None = None
    ) -> Table:
        """A new table of this load. `locations` are the data files as the source names them."""
        if name in self.tables:
            raise ValueError(f"{name} is a table of this load already")
        if name in ledger.NAMES:
            raise LandingError(f"raw.{name} is the ledger's own; give the source or the file another name")
        owner = ledger.latest(name)
        if owner and owner.source != self.source:
            raise LandingError(
                f"raw.{name} belongs to the source '{owner.source}'; give this source or its file another name"
            )
        self.tables[name] = Table(self, name, columns, locations, row_type)
        return self.tables[name]

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

    def is_unchanged(self) -> bool:
        """Whether `sha256` and `origin` are those of the source's newest good load, and its tables those that this load
        has so far, if any. Then leaving the load changes nothing, and `report` holds that load's rows.
        """
        tables = {table.name: "\n".join(table.locations) for table in self.tables.values()}
        same = again.same_load(
            self.source, kind=self.kind, origin=self.origin, sha256=self.digest, tables=tables or None
        )
        if same:
            self.unchanged, self.report = True, [row | {"unchanged": True} for row in same]
            progress.say(
                f"{self.source} is unchanged since the load of {same[0]['finished_at']:%Y-%m-%d %H:%M} UTC (the same"
                " SHA-256), so there is nothing to land; --again lands it all the same"
            )
        return self.unchanged

    def digest(self) -> str | None:
        """`sha256`, made now if it is still to be made."""
        if callable(self.sha256):
            make, self.sha256 = self.sha256, None  # what fails is not tried again
            self.sha256 = make()
        return self.sha256

    def discard(self) -> None:
        """End without a trace: what was landed before is what would be landed now."""
        self._close()
        shutil.rmtree(self.staging, ignore_errors=True)

    def commit(self) -> None:
        """Prove the counts, move the files into place, rename the ledger file: from then on the load counts.

        Raises LandingError where rows read are not rows landed and rejected, or a part holds another number of rows.
        """
        if not self.tables:
            raise LandingError(f"{self.origin} holds no table; nothing was landed")
        self.digest()
        for check in self.before_commit:
            check()
        with self.connection() as con:
            for table in self.tables.values():
                prove(con, table)
            columns = [
                (self.id, table.name, column.name, position, column.term, column.default, column.type)
                for table in self.tables.values()
                for position, column in enumerate(table.columns, start=1)
            ]
            write_rows(con, self.staging / "_load_columns.parquet", ledger.LOAD_COLUMNS, columns)
            write_rows(con, self.staging / "_datasets.parquet", ledger.DATASETS, self._datasets)
            rejects = [table.rejects for table in self.tables.values()]
            copy_all(con, rejects, self.staging / "_rejects.parquet")
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
        ledger.write(self.id, self.report)
        (target / "started.json").unlink()

    def fail(self, error: str, *, interrupted: bool = False) -> None:
        """Leave a `failed` row for each table known so far, and remove what was staged. No digest is made for whoever
        interrupts the load.
        """
        self._close()
        if not interrupted:
            with contextlib.suppress(FolioError, KeyboardInterrupt):
                self.digest()
        shutil.rmtree(zone.data_dir(self.source, self.id), ignore_errors=True)
        tables: list[Table | None] = list(self.tables.values()) or [None]
        self.report = [self._row(table, "failed", error) for table in tables]
        shutil.rmtree(self.staging, ignore_errors=True)
        ledger.write(self.id, self.report)

    def _close(self) -> None:
        for table in self.tables.values():
            table.rejects.close()
        for con in self._connections:
            con.close()

    def _row(self, table: Table | None, status: str, error: str | None = None) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(ledger.LOADS)
        row |= {
            "load_id": self.id,
            "source": self.source,
            "status": status,
            "origin": masked(self.origin),
            "sha256": None if callable(self.sha256) else self.sha256,
            "started_at": self.started_at,
            "finished_at": zone.now(),
            "kind": self.kind,
            "folio_version": VERSION,
            "error": None if error is None else masked(error),
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
                    "data_files": json.dumps(
                        [{"path": f"{folder}/{p.name}", "rows": n, "hashed": table.hashed} for p, n in table.parts]
                    ),
                }
        return row


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
