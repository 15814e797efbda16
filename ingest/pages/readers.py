"""Pages are read by a few processes beside this one, also while others are still asked for."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from .. import progress
from ..errors import FormatError
from .read import Read, read_bodies
from .store import Store

FEW = 64  # pages that are read sooner than other processes are started
BATCH = 16  # pages for one process at a time
PROCESSES = 4  # at most


class Readers:
    """Reads kept bodies and keeps what they say; `expected` pages at most. Memory holds a few batches."""

    def __init__(self, store: Store, expected: int) -> None:
        self._store = store
        self._processes = min(len(os.sched_getaffinity(0)), PROCESSES)
        self._pool: ProcessPoolExecutor | None = None
        if expected > FEW and self._processes > 1:
            # not by fork: this process has threads, and a copy of it may hang
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=_begin)
        self._offered: set[tuple[str, str]] = set()
        self._batch: list[tuple[str, str]] = []
        self._waiting: deque[Future[list[Read]]] = deque()

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def offer(self, sha256: str, content_type: str) -> None:
        """A body that came: it is read with others, unless it was read before."""
        what = (sha256, content_type)
        if self._pool is None or what in self._offered or self._store.is_read(*what):
            return
        self._offered.add(what)
        self._batch.append(what)
        if len(self._batch) >= BATCH:
            self._submit(self._batch)
            self._batch = []

    def finish(self) -> None:
        """Read every kept body that was not read yet."""
        unread = self._store.unread()
        with progress.task("reading pages", len(unread), "pages") as tick:
            while self._waiting:
                tick.advance(self._collect())
            left = [what for what in unread if what not in self._offered] + self._batch
            for at in range(0, len(left), BATCH):
                tick.advance(self._submit(left[at : at + BATCH]))
            while self._waiting:
                tick.advance(self._collect())

    def _submit(self, batch: list[tuple[str, str]]) -> int:
        """Let a batch be read; how many pages were done meanwhile."""
        bodies = [(sha256, kind, self._store.body(sha256)) for sha256, kind in batch]
        if self._pool is None:
            self._store.read(read_bodies(bodies))
            return len(bodies)
        done = 0
        while self._waiting and (self._waiting[0].done() or len(self._waiting) > 2 * self._processes):
            done += self._collect()
        try:
            self._waiting.append(self._pool.submit(read_bodies, bodies))
        except BrokenProcessPool as error:
            raise _broken() from error
        return done

    def _collect(self) -> int:
        try:
            readings = self._waiting.popleft().result()
        except BrokenProcessPool as error:
            raise _broken() from error
        self._store.read(readings)
        return len(readings)


def _broken() -> FormatError:
    return FormatError("a process that reads pages was ended from outside; what arrived is kept, run the same again")


def _begin() -> None:
    """In a new process: leave Ctrl-C to the parent, and end when the parent ends, however that happens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()
