"""The data files of an archive side by side: one core of a machine reads one file, and another one the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ..landing import Load, Table
from .roads import Company, Job, land_file

# What a file needs, in bytes, to be landed with row groups of the common size.
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


def land_files(load: Load, work: Sequence[Work], meanwhile: Callable[[], object]) -> None:
    """Land each table's files; tables side by side where memory, cores and the files' sizes are such that it helps.

    `meanwhile` is done too, by the thread that first has no file left. What goes wrong in one file ends the work on the
    others, and is raised here.
    """
    beside = min(_parallel([each.size for each in work]), load.room(_SHARE))
    company = Company(beside)
    if beside == 1:
        for each in work:
            _land(each, company)
        meanwhile()
        return
    with ThreadPoolExecutor(beside, thread_name_prefix="landing") as pool:
        largest_first = sorted(work, key=lambda each: each.size, reverse=True)
        waiting: set[Future[object]] = {pool.submit(_land, each, company) for each in largest_first}
        waiting.add(pool.submit(meanwhile))
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
        except BaseException:
            company.failed = True
            pool.shutdown(cancel_futures=True)
            raise


def _parallel(sizes: Sequence[int]) -> int:
    """How many files are worth to be read at a time: where one is most of all bytes, there is little to gain."""
    return max(1, len(sizes)) if max(sizes, default=0) * 4 <= sum(sizes) * 3 else 1


def _land(work: Work, company: Company) -> None:
    for job in work.jobs:
        land_file(work.table, job, company)
