"""Pages are read by a few processes beside this one, also while others are still asked for."""

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from .. import progress
from .careful import Careful, pool, read_timed
from .read import Body, Read, read_bodies
from .store import Store

FEW = 64  # pages that are read sooner than other processes are started
SMALL = 256 << 10  # bytes of a page that this process may read itself
BATCH = 16  # pages for one process at a time
PROCESSES = 4  # at most

What = tuple[str, str]  # sha256, Content-Type


class Readers:
    """Reads kept bodies and keeps what they say; `expected` pages at most. Memory holds a few batches.

    Where a process ends over a page, the batches under way are read one by one; the page that ends one again failed.
    """

    def __init__(self, store: Store, expected: int) -> None:
        self._store = store
        self._processes = min(len(os.sched_getaffinity(0)), PROCESSES)
        self._pool: ProcessPoolExecutor | None = None
        if expected > FEW and self._processes > 1:
            self._pool = pool(self._processes)
        self._careful = Careful()
        self._offered: set[What] = set()
        self._batch: list[What] = []
        self._waiting: deque[tuple[list[What], Future[list[Read]]]] = deque()

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._careful.__exit__(kind, error, trace)

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

    def _bodies(self, batch: Sequence[What]) -> list[Body]:
        return [(sha256, kind, self._store.body(sha256)) for sha256, kind in batch]

    def _submit(self, batch: list[What]) -> int:
        """Let a batch be read; how many pages were done meanwhile."""
        bodies = self._bodies(batch)
        if self._pool is None:
            self._store.read(read_bodies([body for body in bodies if len(body[2]) <= SMALL]))
            self._read_carefully([body for body in bodies if len(body[2]) > SMALL])
            return len(bodies)
        done = 0
        while self._waiting and (self._waiting[0][1].done() or len(self._waiting) > 2 * self._processes):
            done += self._collect()
        try:
            self._waiting.append((batch, self._pool.submit(read_timed, bodies)))
        except BrokenProcessPool:
            return done + self._begin_anew([batch])
        return done

    def _collect(self) -> int:
        batch, reading = self._waiting.popleft()
        try:
            readings = reading.result()
        except BrokenProcessPool:
            return self._begin_anew([batch])
        self._store.read(readings)
        return len(readings)

    def _begin_anew(self, batches: list[list[What]]) -> int:
        """After a process ended: read what was under way one by one, and go on with new processes."""
        batches += [batch for batch, _ in self._waiting]
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        for batch in batches:
            self._read_carefully(self._bodies([what for what in batch if not self._store.is_read(*what)]))
        self._pool = pool(self._processes)
        return sum(len(batch) for batch in batches)

    def _read_carefully(self, bodies: Sequence[Body]) -> None:
        for body in bodies:
            self._store.read([self._careful.read(body)])
