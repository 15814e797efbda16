"""The commands of a recipe, run as a person would run them."""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

from ingest import progress
from ingest.command import wants_json

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"test": "tests", "unit_test": "tests", "model": "relations", "seed": "relations", "snapshot": "relations"}


class Failed(Exception):
    """A command failed and has said why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def run(*command: str, shown: str) -> float:
    """Run a command in the project's root, showing it; its seconds. Raises Failed where it fails."""
    told(shown)
    began = time.monotonic()
    # what a program reads is the recipe's JSON alone
    done = subprocess.run(command, cwd=ROOT, check=False, stdout=sys.stderr if wants_json() else None)
    if done.returncode:
        raise Failed(done.returncode)
    return time.monotonic() - began


def told(command: str) -> None:
    """Show a command that is about to run, as a person would type it."""
    if not progress.is_quiet():
        progress.console().print(f"\n$ {command}", style="bold", markup=False)


def ingest(*arguments: str) -> None:
    """`python -m ingest …`"""
    command = ("-m", "ingest", *(["--quiet"] if progress.is_quiet() else []), *arguments)
    run(sys.executable, *command, shown=shlex.join(("python", *command)))


def build(*arguments: str) -> None:
    """`dbt build`, quiet but for warnings, with its result in one line."""
    dbt = Path(sys.executable).with_name("dbt")
    # dbt 1.11 shows every passed node at its default level; warnings and errors are what a person must see
    seconds = run(str(dbt), "--log-level", "warn", "build", *arguments, shown=shlex.join(("dbt", "build", *arguments)))
    progress.say(f"{_results()}, in {seconds:.0f} s")


def dbt(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`dbt …` in the project's root, unseen: its exit status, and what it said."""
    command = (str(Path(sys.executable).with_name("dbt")), *arguments)
    return subprocess.run(command, cwd=ROOT, check=False, text=True, capture_output=True)


def _results() -> str:
    target = Path(os.environ.get("DBT_TARGET_PATH") or ROOT / "target")
    found = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    counts: dict[tuple[str, str], int] = {}
    for result in found:
        # hooks have results too, and exposures
        kind = KINDS.get(result["unique_id"].split(".", 1)[0], "others")
        # a relation that would come out as it is was left as it is (docs/unchanged.md)
        status = "unchanged" if result["adapter_response"].get("code") == "UNCHANGED" else result["status"]
        counts[kind, status] = counts.get((kind, status), 0) + 1
    built = counts.get(("relations", "success"), 0)
    passed, warned = counts.get(("tests", "pass"), 0), counts.get(("tests", "warn"), 0)
    unchanged = counts.get(("relations", "unchanged"), 0)
    left = f" and left {unchanged} as they were" if unchanged else ""
    return f"dbt built {built} relations{left}; {passed} tests passed, {warned} warned"
