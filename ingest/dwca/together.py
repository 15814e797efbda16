"""The data files of an archive side by side: one core of a machine reads one file, and another one the other."""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ..landing import Load, Table
from .roads import Job, land_file

# What an engine needs at least, in bytes, to write the row groups of a common table.
_SHARE = 384 << 20


@dataclass(frozen=True)
class Work:
    """A table, and the files that follow one another in it."""

    table: Table
    jobs: Sequence[Job]

    @property
    def size(self) -> int:
        """The bytes that are to be read."""
        return sum(job.container.size(job.name) or 0 for job in self.jobs)


def land_files(load: Load, work: Sequence[Work]) -> None:
    """Land each table's files; tables side by side where memory, cores and the files' sizes are such that it helps.

    One thread that reads a file in its order costs less than two that must put it in order again. What goes wrong in
    one file ends the work on the others, and is raised here.
    """
    beside = min(_parallel([each.size for each in work]), load.room(_SHARE))
    if beside == 1:
        for each in work:
            _land(load, each, beside)
        return
    with ThreadPoolExecutor(beside, thread_name_prefix="landing") as pool:
        largest_first = sorted(work, key=lambda each: each.size, reverse=True)
        waiting = {pool.submit(_land, load, each, beside) for each in largest_first}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
        except BaseException:
            _stop(load, waiting)
            raise


def _parallel(sizes: Sequence[int]) -> int:
    """How many files are worth to be read at a time: where one is most of all bytes, it had better have all cores."""
    return max(1, len(sizes)) if max(sizes, default=0) * 4 <= sum(sizes) * 3 else 1


def _land(load: Load, work: Work, beside: int) -> None:
    for job in work.jobs:
        land_file(load, work.table, job, beside=beside)


def _stop(load: Load, running: set[Future[None]]) -> None:
    """End what still runs: an engine may not have begun yet, so they are told until all have ended."""
    for future in running:
        future.cancel()
    while not all(future.done() for future in running):
        load.interrupt()
        wait(running, timeout=0.1)
