"""A time limit on a whole HTTP exchange, not only on each read of it.

`requests` bounds the wait for a connection and the pause between two bytes; a server that sends a byte now and then
holds a reader for ever. Here a clock runs beside the exchange and shuts its socket when time is up, whether the
answer's head or its body is under way. Another thread may end everything at once the same way (Ctrl-C).
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter


class Clock:
    """The clock of one exchange: `expired` once its socket was shut because time was up."""

    def __init__(self) -> None:
        self.expired = False
        self.socket: socket.socket | None = None

    def ring(self) -> None:
        """Time is up: end the exchange."""
        self.expired = True
        self.shut()

    def shut(self) -> None:
        """Shut the socket, so that whoever reads from it sees its end at once."""
        if self.socket is not None:
            # the plain socket's method: an SSLSocket's own would pull its state from under the reading thread
            with suppress(OSError):
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


_running = threading.local()
_open: set[Clock] = set()


@contextmanager
def limit(seconds: float) -> Iterator[Clock]:
    """Bound the exchanges of this thread in the block, made by a session with `mount`ed adapters, to `seconds`."""
    clock = Clock()
    timer = threading.Timer(seconds, clock.ring)
    timer.daemon = True
    _running.clock = clock
    _open.add(clock)
    timer.start()
    try:
        yield clock
    finally:
        timer.cancel()
        _open.discard(clock)
        _running.clock = None


def shut_all() -> None:
    """End every exchange that is under way in any thread."""
    for clock in list(_open):
        clock.shut()


def _watch(connection: urllib3.connection.HTTPConnection) -> None:
    clock: Clock | None = getattr(_running, "clock", None)
    if clock is not None:
        clock.socket = connection.sock
        if clock.expired:  # while the connection was made
            clock.shut()


class _HTTPConnection(urllib3.connection.HTTPConnection):
    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


class _HTTPSConnection(urllib3.connection.HTTPSConnection):
    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class _Adapter(HTTPAdapter):
    """Keeps `connections` alive and retries nothing: when to try again is the caller's to say."""

    def __init__(self, connections: int) -> None:
        super().__init__(pool_connections=connections, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


def mount(session: requests.Session, connections: int = 1) -> requests.Session:
    """The session, its exchanges bounded by `limit`, and without retries of its own."""
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(connections))
    return session
