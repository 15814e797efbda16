"""Makes the two data files, piece by piece, on all processors: DuckDB writes its lines, isal or zlib deflates them.

Pieces are joined by full flushes (RFC 1951; zlib's Z_FULL_FLUSH), so that each can be made by itself, and the whole is
one deflate stream. A text is never held whole: memory stays at a few pieces.
"""

import os
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType

import duckdb

from replica.nmnh.plan import Plan

PIECE = 20_000  # lines
LEVEL = 1
END = b"\x03\x00"  # an empty last block: it ends the deflate stream
Piece = tuple[bytes, bytes]  # the text, and the same deflated


def deflater() -> ModuleType:
    """isal's zlib where it is installed (ten times as fast), else Python's own; both write valid streams."""
    try:
        from isal import isal_zlib  # noqa: PLC0415 - only the development environment has it
    except ImportError:
        return zlib
    module: ModuleType = isal_zlib
    return module


def deflate(text: bytes) -> bytes:
    """`text` as a part of a raw deflate stream that ends on a byte and does not end the stream."""
    stream = deflater().compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return bytes(stream.compress(text) + stream.flush(zlib.Z_FULL_FLUSH))


class Press:
    """Runs queries in threads, each with a DuckDB of its own that has the planted rows; a context manager."""

    def __init__(self, planned: Plan) -> None:
        self._planned, self._local, self._open = planned, threading.local(), list[duckdb.DuckDBPyConnection]()
        self._workers = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._workers)

    def __enter__(self) -> "Press":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for connection in self._open:
            connection.close()

    def file(self, query: Callable[[int, int], str], rows: int, head: bytes, tail: bytes = b"") -> Iterator[Piece]:
        """A file's pieces in their order: `head`, the lines 0 to `rows` that `query(first, end)` makes, `tail`."""
        yield head, deflate(head)
        waiting: deque[Future[Piece]] = deque()
        for first in range(0, rows, PIECE):
            waiting.append(self._pool.submit(self._piece, query(first, min(rows, first + PIECE))))
            if len(waiting) > 2 * self._workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        if tail:
            yield tail, deflate(tail)

    def _piece(self, query: str) -> Piece:
        text: bytes = self._connection().execute(query).fetchall()[0][0]
        return text, deflate(text)

    def _connection(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "connection"):
            self._local.connection = connect(self._planned)
            self._open.append(self._local.connection)
        connection: duckdb.DuckDBPyConnection = self._local.connection
        return connection


def connect(planned: Plan) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the tables `planted` and `licenses`; one thread, so that lines keep their order."""
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})
    rows = planned.rows
    connection.execute(
        "create table planted as select unnest($1) as number, unnest($2) as specimen, unnest($3) as image,"
        " unnest($4) as cc0, unnest($5) as rights_differ, unnest($6) as description",
        [
            [row.j for row in rows],
            [row.specimen for row in rows],
            [row.image for row in rows],
            [row.cc0 for row in rows],
            [row.rights_differ for row in rows],
            [row.description for row in rows],
        ],
    )
    connection.execute(
        "create table licenses as select unnest($1) as number, unnest($2) as cc0",
        [list(planned.licenses), list(planned.licenses.values())],
    )
    return connection
