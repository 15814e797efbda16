"""Peak memory of a command: the summed PSS of all its processes, sampled.

PSS (proportional set size, proc(5), smaps_rollup) counts a page that several processes share once among them, so that
the sum is what the machine has to hold. To tell it the kernel walks a process's page tables, which takes tenths of a
second where they map 10 GB, and holds the process up where it maps more. So a process that is alone is walked only when
its RSS, which costs nothing to read, is higher than at any walk before; and after each walk comes a rest.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

PROC = Path("/proc")
EVERY = 0.1  # seconds between samples
REST = 9  # times as long as a walk took, at least, until the next
PAGE = os.sysconf("SC_PAGE_SIZE")


def members(session: int) -> list[int]:
    """The processes of a session (setsid(2)): the command, and whatever it starts, also what outlives its parent.

    Those that have ended, and that nobody has waited for, are none."""
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):  # it has just ended
                # pid (name) state parent group session: a name may hold blanks and brackets
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] != "Z":
                    found.append(int(folder.name))
    return found


def pss(process: int) -> int:
    """The PSS of a process in bytes; 0 where it has ended."""
    with suppress(OSError):
        for line in (PROC / str(process) / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def rss(process: int) -> int:
    """The resident set of a process in bytes, shared pages in full; 0 where it has ended."""
    with suppress(OSError):
        return int((PROC / str(process) / "statm").read_text(encoding="ascii").split()[1]) * PAGE
    return 0


def measurable() -> bool:
    """Whether this system tells the PSS of processes."""
    return (PROC / "self" / "smaps_rollup").exists()


class Sampler:
    """Samples a session from entering to leaving: `peak` in bytes (None where the system does not tell), `samples`."""

    def __init__(self, session: int) -> None:
        self.session, self.samples = session, 0
        self.peak: int | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "Sampler":
        if measurable():
            self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _sample(self) -> None:
        walked, rested = 0, 0.0
        while not self._ended.wait(EVERY if self.samples else 0):
            processes = members(self.session)
            self.samples += 1
            resident = sum(rss(process) for process in processes)
            began = time.monotonic()
            # what several processes share may cease to be shared while the sum of their RSS stands still
            if began >= rested and (len(processes) > 1 or resident > walked):
                found = sum(pss(process) for process in processes)
                walked, ended = max(walked, resident), time.monotonic()
                # where one has ended meanwhile, what it shared was counted with it, and with the others again
                if len(processes) == 1 or members(self.session) == processes:
                    self.peak = max(self.peak or 0, found) or None
                rested = ended + REST * (ended - began)
