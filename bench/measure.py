"""Runs a command in processes of its own, and measures it: wall time, CPU time of all its processes, peak memory."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bench.memory import Sampler

ROOT = Path(__file__).resolve().parents[1]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
FAILURE = re.compile(r"^error: |\b(Failure|Error) in \w+ ")


@dataclass(frozen=True)
class Run:
    """A command, or several in turn, as measured.

    `wall`, `cpu`: seconds; `cpu` of all processes, of user and system. `peak`: bytes of PSS, None where the system does
    not tell. `status`: the exit status, None where the command was ended for its time. `out`: its standard output.
    `said`: what a person should read beside the figures.
    """

    name: str
    wall: float
    cpu: float
    peak: int | None
    samples: int = 0
    status: int | None = 0
    out: str = ""
    said: str = ""

    @property
    def ok(self) -> bool:
        """Whether the command did what it was asked for."""
        return self.status == 0


def measure(
    name: str, command: Sequence[str | Path], environment: Mapping[str, str], log: Path, patience: float
) -> Run:
    """Run `command` in the project's root. `environment`: added to this process's own. `log`: the file of what it says,
    standard output and the rest (`….err`). `patience`: seconds after which it is ended."""
    log.parent.mkdir(parents=True, exist_ok=True)
    error_log = log.with_suffix(".err")
    with log.open("wb") as out, error_log.open("wb") as err:
        began = time.monotonic()
        # a session of its own, so that all its processes can be found, and ended
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        late = threading.Timer(patience, _end, (process.pid,))
        late.start()
        try:
            with Sampler(process.pid) as sampler:
                # wait4 (unlike getrusage) tells of this child alone, and of those that it has waited for
                _, waited, used = os.wait4(process.pid, 0)
                wall = time.monotonic() - began
        except BaseException:
            _end(process.pid)
            process.wait()
            raise
        finally:
            too_late = not late.is_alive()
            late.cancel()
        process.returncode = os.waitstatus_to_exitcode(waited)
        _end(process.pid)  # whoever outlived the command
    run = Run(
        name=name,
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        peak=sampler.peak,
        samples=sampler.samples,
        status=None if too_late else process.returncode,
        out=log.read_text(encoding="utf-8", errors="replace"),
    )
    return run if run.ok else replace(run, said=_failure(run, error_log, patience))


def together(name: str, runs: Sequence[Run], said: str = "") -> Run:
    """Commands in turn as one: times are added up, the peak is the highest."""
    peaks = [run.peak for run in runs if run.peak is not None]
    failed = [run for run in runs if not run.ok]
    return Run(
        name=name,
        wall=sum(run.wall for run in runs),
        cpu=sum(run.cpu for run in runs),
        peak=max(peaks) if peaks else None,
        samples=sum(run.samples for run in runs),
        status=failed[0].status if failed else 0,
        said=f"{failed[0].name} failed" if failed else said,
    )


def _failure(run: Run, error_log: Path, patience: float) -> str:
    if run.status is None:
        return f"ended after {patience:.0f} s"
    told = run.out + "\n" + error_log.read_text(encoding="utf-8", errors="replace")
    said = [line.strip() for line in COLOURS.sub("", told).splitlines() if line.strip()]
    # dbt names what failed, and then goes on to say how
    named = [line for line in said if FAILURE.search(line)] or said[-1:]
    return f"exit {run.status}: {'; '.join(named[:3])[:300]}" if named else f"exit {run.status}"


def _end(session: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(session, signal.SIGKILL)
