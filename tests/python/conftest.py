"""What every test has: a warehouse of its own, the command line as people run it, and ../shared where it is there."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from demo import demo

__all__ = ["demo"]  # the fixtures that several files share

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # folio is run from its checkout, not installed

from ingest import progress  # noqa: E402

SHARED = ROOT.parent / "shared"

# a shell starts what it puts in the background with SIGINT ignored, and children inherit that: tests interrupt them
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("FOLIO_DB", str(tmp_path / "w.duckdb"))
    monkeypatch.setenv("FOLIO_BACKOFF", "0.01")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FOLIO_MEMORY_LIMIT", raising=False)
    progress.set_quiet(False)  # a command that a test ran in this process may have asked for silence


@pytest.fixture
def shared() -> Path:
    """The real archives, rows and servers beside the repository; the test skips, and says so, where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: this test needs its real files")
    return SHARED


class Ran:
    """How a command ended."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def error(self) -> str:
        """The one line that says what failed."""
        lines = [line for line in self.err.splitlines() if line.startswith("error: ")]
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]

    def json(self) -> object:
        return json.loads(self.out)


@pytest.fixture
def ingest() -> Callable[..., Ran]:
    """Run `python -m ingest …` in a process of its own, in this test's warehouse."""

    def run(*arguments: str | Path, **environment: str) -> Ran:
        command = [sys.executable, "-m", "ingest", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False
        )
        return Ran(done)

    return run


@pytest.fixture
def sql(tmp_path: Path) -> Callable[..., list[tuple[object, ...]]]:
    """Query this test's warehouse file."""

    def query(text: str, *parameters: object) -> list[tuple[object, ...]]:
        with duckdb.connect(os.environ["FOLIO_DB"], read_only=True) as con:
            return con.execute(text, list(parameters)).fetchall()

    return query
