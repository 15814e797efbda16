"""The demo warehouse in small: both replicas, landed by the command line over HTTP, built by dbt; for all tests."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NMNH_SCALE, LAPAZ_SCALE = "0.002", "0.02"


@dataclass(frozen=True)
class Warehouse:
    """A warehouse of its own in `folder`: its environment, and commands run in it."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "data"

    @property
    def file(self) -> Path:
        return self.folder / "w.duckdb"

    @property
    def replica(self) -> Path:
        return self.folder / "replica"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "FOLIO_HOME": str(self.home),
            "FOLIO_DB": str(self.file),
            "FOLIO_BACKOFF": "0.01",
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "NO_COLOR": "1",
        }

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the project's root, in this warehouse."""
        return subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | self.environment | environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def python(self, *arguments: str | Path) -> str:
        """`python -m …`, which must succeed: what it printed."""
        done = self.run(sys.executable, "-m", *map(str, arguments))
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def dbt(self, *arguments: str) -> str:
        """`dbt …`, which must succeed: what it printed."""
        done = self.run(str(Path(sys.executable).with_name("dbt")), *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[str]:
        """The replica's address while it is served."""
        from replica import lapaz
        from replica.server import serve

        with serve(self.replica, handlers=lapaz.handlers(self.replica / "lapaz", stall=0.1)) as address:
            yield address


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The demo as `make warehouse` makes it, smaller and without broken rows. Tests may read it, and nothing else."""
    warehouse = Warehouse(tmp_path_factory.mktemp("demo"))
    warehouse.python("replica", "nmnh", warehouse.replica / "nmnh", "--scale", NMNH_SCALE)
    warehouse.python("replica", "lapaz", warehouse.replica / "lapaz", "--scale", LAPAZ_SCALE)
    with warehouse.served() as address:
        labels = {"stained": 5423083, "unstained": 5423098}
        sets = [f"{name}={address}/v2/articles/{number}" for name, number in labels.items()]
        warehouse.python("ingest", "-q", "tarball", "figshare", *sets)
        warehouse.python("ingest", "-q", "dwca", "nmnh", f"{address}/ipt/archive.do?r=nmnh_extant_dwc-a")
        warehouse.python("ingest", "-q", "wfs", "lapaz", "--url", f"{address}/geoserver/sit/ows")
        warehouse.python("ingest", "-q", "pages", "lapaz", "--url", f"{address}/situtiles/pc/?", "--rate", "0")
    warehouse.dbt("--quiet", "build")
    return warehouse
