"""What a benchmark ran on: the machine without its name, and the versions that matter."""

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from bench.measure import ROOT

OURS = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "numpy", "requests", "lxml", "isal")
PEERS = ("polars", "pyarrow", "python-dwca-reader")
ASK = (
    "import json, sys; from importlib.metadata import version; print(json.dumps({n: version(n) for n in sys.argv[1:]}))"
)


def machine() -> dict[str, str]:
    """CPU, cores, memory, kernel, and how busy it was: load is the average of the last minute."""
    return {
        "CPU": _field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": _memory(),
        "kernel": f"{platform.system()} {platform.release()}",
        "load at the start": f"{os.getloadavg()[0]:.1f}",
    }


def versions(peers: Path | None) -> dict[str, str]:
    """Python's and the libraries'; those of the peers' environment, where there is one, behind them."""
    found = {"Python": platform.python_version(), **{name: version(name) for name in OURS}}
    if peers:
        told = subprocess.run([str(peers), "-c", ASK, *PEERS], capture_output=True, text=True, check=True).stdout
        found |= json.loads(told)
    return found


def revision() -> str:
    """The commit that is checked out, and whether files differ from it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
        return done.stdout.strip()

    commit = git("rev-parse", "--short", "HEAD")
    if not commit:
        return "an unknown commit"
    return commit + (" and changes" if git("status", "--porcelain", "--untracked-files=no") else "")


def _memory() -> str:
    told = _field(Path("/proc/meminfo"), "MemTotal")
    return f"{int(told.split()[0]) / 1e6:.0f} GB" if told else "unknown"


def _field(path: Path, name: str) -> str:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return ""
