"""The replica's HTTP server, on loopback: HTTP/1.1 kept alive, a thread a connection, TCP_NODELAY.

How to plug in: a collection is a directory under the served root, and a module named in `COLLECTIONS` with
`handlers(directory: Path) -> list[Handler]`. A `Handler` is a function `(Request) -> Response | None`; the first
one that does not say None answers. Handlers run in many threads at once, so shared state needs a lock. The server
adds what all answers have in common (Content-Length, `X-Folio-Replica`, HEAD, latency, faults;
for `Response(file=path)` also ETag, Last-Modified, conditional requests and Range), and logs every request::

    with replica.server.serve(root, latency=0.05, faults=[Fault("/geoserver", status=503)]) as address:
        ...                                  # address is a str, "http://127.0.0.1:PORT"
        address.log.count("/situtiles/pc/")  # how often that was asked for; .entries: all; .clear(): forget
"""

import hashlib
import importlib
import socket
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from replica.connection import Connection
from replica.faults import Fault, Faults, script
from replica.files import directory
from replica.messages import Handler, Request, Response, json_response, text_response

COLLECTIONS = {"nmnh": "replica.nmnh.routes", "lapaz": "replica.lapaz"}
ROBOTS = "User-agent: *\nDisallow:\n"


@dataclass
class Entry:
    """A request; `status` and `sent` (bytes of the body that went out) grow true while it is answered."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    fault: bool
    status: int = 0
    sent: int = 0


class Log:
    """Every request so far, noted before its answer begins: who has the answer finds it here."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def count(self, prefix: str = "/", status: int | None = None) -> int:
        """How many requests asked for a path that begins with `prefix` (and were answered with `status`)."""
        seen = list(self.entries)
        return sum(entry.path.startswith(prefix) and status in {None, entry.status} for entry in seen)

    def clear(self) -> None:
        """Forgets what was asked so far."""
        self.entries.clear()


class Address(str):
    """`http://127.0.0.1:PORT`, with the server's log."""

    log: Log


class Server(ThreadingHTTPServer):
    """Answers by `handlers`, in their order; waits `latency` seconds before each answer; commits `faults`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, handlers: list[Handler], latency: float = 0.0, faults: Faults | None = None, port: int = 0
    ) -> None:
        self.handlers, self.latency, self.faults, self.log = handlers, latency, faults, Log()
        self.mark = "1"
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Connection)
        self.address = Address(f"http://127.0.0.1:{self.server_address[1]}")
        self.address.log = self.log

    def answer(self, request: Request) -> Response:
        """The first handler's answer that is one; 404 where there is none."""
        for handler in self.handlers:
            response = handler(request)
            if response is not None:
                return response
        return json_response({"message": f"nothing at {request.path}", "code": "NotFound"}, status=404)

    def record(self, request: Request, fault: Fault | None) -> Entry:
        """Notes a request in the log."""
        headers = dict(request.headers)
        entry = Entry(request.method, request.path, request.query, headers, fault is not None)
        self.log.entries.append(entry)
        return entry

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accepts a connection, and keeps it in sight until it is closed."""
        connection, peer = super().get_request()
        self._open.add(connection)
        return connection, peer

    def shutdown_request(self, request: Any) -> None:
        """Closes a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the server's; everything else is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Ends the loop, and the connections that clients still keep alive."""
        self.shutdown()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


def robots(request: Request) -> Response | None:
    """Everything may be asked for (RFC 9309, 2.2.2: an empty Disallow)."""
    return text_response(ROBOTS) if request.path == "/robots.txt" else None


def collections(root: Path) -> list[Handler]:
    """The handlers of each collection under `root`, then robots.txt and the plain files of `root`."""
    found: list[Handler] = []
    for name, module in COLLECTIONS.items():
        if (root / name).is_dir():
            found += importlib.import_module(module).handlers(root / name)
    return [*found, robots, directory("/", root)]


def fingerprint(root: Path | None) -> str:
    """What tells this replica from another one made with other arguments: a hash of its truths; "1" without any.

    A client that remembers what it fetched must not take one replica's records for another's.
    """
    truths = sorted(root.glob("*/truth.json")) if root else []
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in truths)).hexdigest()
    return digest[:12] if truths else "1"


@contextmanager
def serve(
    root: Path | None = None,
    *,
    latency: float = 0.0,
    faults: Faults | Iterable[Fault] | None = None,
    handlers: Iterable[Handler] = (),
    port: int = 0,
) -> Iterator[Address]:
    """Serves the collections under `root` from threads of this process until the block ends.

    `latency`: seconds of pause before each answer. `faults`: a function `(Request) -> Fault | None`, or `Fault`s,
    each played when its turn comes. `handlers`: asked before the collections' own.
    `port`: 0 takes a free one. Raises OSError where the port is taken.
    """
    hook = faults if callable(faults) or faults is None else script(faults)
    server = Server([*handlers, *(collections(root) if root else [robots])], latency, hook, port)
    server.mark = fingerprint(root)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join()
