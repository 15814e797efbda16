"""Reading pages in other processes, so that a page that ends a process ends none that matters."""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from ..errors import FormatError
from .read import Body, Read, failed, read_page

SECONDS = 60  # for one page; the bounds let none take more than a few
MEMORY = 2 << 30  # bytes of address space of a process that reads
TRIES = 2  # a page that ends a process so often cannot be read


def pool(processes: int) -> ProcessPoolExecutor:
    """Processes that read pages."""
    # not by fork: this process has threads, and a copy of it may hang
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)


def read_timed(bodies: Sequence[Body]) -> list[Read]:
    """Read a batch of pages in this process, which ends where one takes longer than `SECONDS`."""
    found = []
    for sha256, kind, body in bodies:
        signal.alarm(SECONDS)
        found.append((sha256, kind, read_page(body, kind)))
    signal.alarm(0)
    return found


class Careful:
    """Reads pages one by one in a process beside this one; a page that ends it, each time, is one that failed."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Careful":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def read(self, body: Body) -> Read:
        """What a page says. Raises FormatError where no process can be had."""
        for _ in range(TRIES):
            if self._pool is None:
                self._pool = pool(1)
                try:
                    self._pool.submit(read_timed, []).result()
                except BrokenProcessPool as error:
                    raise FormatError(
                        "no process can be started to read pages; what arrived is kept, run the same again"
                    ) from error
            try:
                return self._pool.submit(read_timed, [body]).result()[0]
            except BrokenProcessPool:
                self._end()
        return body[0], body[1], failed("could not be read: it ends the process that reads it")


def _begin() -> None:
    """In a new process: bounds, Ctrl-C left to the parent, and an end when the parent ends, however that happens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()
