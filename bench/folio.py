"""folio as a person runs it: its commands, in a landing zone and a warehouse of their own, and what came of them."""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from bench.measure import ROOT

PYTHON = sys.executable
INGEST = (PYTHON, "-m", "ingest", "--quiet")
HERBARIUM = ("--selector", "herbarium")  # as `make figures` selects
PERMITS = ("--selector", "permits")
SQL = ROOT / "exports" / "sql"


class Folio:
    """A landing zone and a warehouse in `folder`, which is emptied first."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder, self.warehouse = folder, folder / "folio.duckdb"
        self.environment = {
            "FOLIO_HOME": str(folder / "data"),
            "FOLIO_DB": str(self.warehouse),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
            "NO_COLOR": "1",
        }

    @staticmethod
    def labels(sources: Path) -> tuple[str, ...]:
        """The command that lands the two label sets of a replica."""
        return (
            *INGEST,
            "tarball",
            "figshare",
            *(f"{name}={sources / name}.tar.gz" for name in ("stained", "unstained")),
        )

    @staticmethod
    def archive(sources: Path) -> tuple[str, ...]:
        """The command that lands the archive of a replica."""
        return (*INGEST, "dwca", "nmnh", str(sources / "archive.zip"))

    @staticmethod
    def layer(address: str) -> tuple[str, ...]:
        """The command that lands the permits' layer from a replica's server."""
        return (*INGEST, "wfs", "lapaz", "--url", f"{address}/geoserver/sit/ows")

    @staticmethod
    def pages(address: str) -> tuple[str, ...]:
        """The command that fetches and lands the permits' pages: 16 connections and no rate limit."""
        return (*INGEST, "pages", "lapaz", "--url", f"{address}/situtiles/pc/?", "--rate", "0", "--connections", "16")

    @staticmethod
    def build(*selected: str) -> tuple[str, ...]:
        """`dbt build`, quiet but for what fails."""
        return (str(Path(PYTHON).with_name("dbt")), "--quiet", "build", *selected)

    def query(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query on the warehouse. Raises duckdb.Error."""
        with duckdb.connect(str(self.warehouse), read_only=True) as con:
            return con.execute(sql, list(parameters)).fetchall()

    def exported(self, name: str, needs: Sequence[str] = ()) -> list[tuple[str, ...]]:
        """The rows of an exported file, header first, each value as text: its query, without the other files.

        `needs`: the exports' shared queries that it stands on. Raises duckdb.Error."""
        with duckdb.connect(str(self.warehouse), read_only=True) as con:
            for shared in needs:
                con.execute((SQL / f"{shared}.sql").read_text(encoding="utf-8"))
            found = con.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))
            header = tuple(column[0] for column in found.description or ())
            return [header, *(tuple("" if cell is None else str(cell) for cell in row) for row in found.fetchall())]

    def profile(self, most: int = 5) -> list[str]:
        """Where the last `dbt build` spent its time, in words; nodes run side by side, so sums exceed its wall time."""
        path = self.folder / "target" / "run_results.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        nodes = [(result["execution_time"], result["unique_id"].split(".")) for result in told["results"]]
        kinds: dict[str, list[float]] = {}
        for spent, (kind, *_) in nodes:
            kinds.setdefault(kind, []).append(spent)
        lines = [
            f"dbt build spent {told['elapsed_time']:.1f} s in its nodes; the rest is start-up and parsing",
            "by kind (side by side): "
            + ", ".join(f"{len(spent)} {kind}s {sum(spent):.1f} s" for kind, spent in sorted(kinds.items())),
        ]
        slowest = sorted(nodes, key=lambda node: node[0], reverse=True)[:most]
        return [*lines, "slowest: " + ", ".join(f"{name[2]} {spent:.1f} s" for spent, name in slowest)]

    def remove(self) -> None:
        """Frees the disk."""
        shutil.rmtree(self.folder, ignore_errors=True)
