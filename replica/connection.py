"""One client's connection: reads requests, sends answers, and spoils them where a fault is due."""

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from replica.faults import Fault
from replica.files import byte_range, unchanged, validators
from replica.messages import Request, Response

if TYPE_CHECKING:
    from replica.server import Entry, Server

MARK = "X-Folio-Replica"
PIECE = 1 << 18  # bytes that are read and sent at once
NO_FAULT = Fault()


@dataclass
class Plan:
    """What goes out: the head, and the bytes of the body from `start` to `end` (not in it)."""

    status: int
    headers: dict[str, str]
    start: int
    end: int


def plan(response: Response, seen: Mapping[str, str]) -> Plan:
    """How `response` answers the request's headers `seen`: whole, in part (206, 416) or not at all (304)."""
    if response.file is None or response.status != 200:
        return Plan(response.status, dict(response.headers), 0, len(response.body))
    size, current = response.file.stat().st_size, validators(response.file)
    headers = {**response.headers, **current, "Accept-Ranges": "bytes"}
    if unchanged(seen, current):
        return Plan(304, headers, 0, 0)
    try:
        asked = byte_range(seen, current, size)
    except ValueError:
        return Plan(416, {**headers, "Content-Range": f"bytes */{size}"}, 0, 0)
    if asked is None:
        return Plan(200, headers, 0, size)
    start, end = asked
    return Plan(206, {**headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"}, start, end)


class Connection(BaseHTTPRequestHandler):
    """A kept-alive connection of the replica's server."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer but the first waits 40 ms for the client's ACK
    wbufsize = 1 << 16  # head and body in one packet
    timeout = 120  # seconds that an idle connection is kept

    def answer(self) -> None:
        """Answers one request and notes it in the server's log."""
        request = self._request()
        fault = self.server.faults(request) if self.server.faults else None
        pause = self.server.latency + (fault.sleep if fault else 0)
        if pause > 0:
            time.sleep(pause)
        entry = self.server.record(request, fault)
        self._send(request, self.server.answer(request), fault or NO_FAULT, entry)

    do_GET = do_HEAD = do_POST = answer  # noqa: N815 - the names that http.server looks up

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal: the server's log has it."""

    def version_string(self) -> str:
        """The Server header."""
        return "folio-replica"

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        return Request(self.command, unquote(path), query, headers, body, headers.get("host", ""))

    def _send(self, request: Request, response: Response, fault: Fault, entry: "Entry") -> None:
        """Sends the answer, as the fault spoils it, and notes in the log what went out."""
        if fault.status is not None or fault.body is not None:
            response = Response(fault.body or b"", fault.status or response.status, response.headers)
        going = plan(response, {n: v for n, v in request.headers.items() if n not in fault.ignore})
        if fault.truncate is not None:
            going.end = min(going.end, going.start + fault.truncate)
        if fault.retry_after is not None:
            going.headers["Retry-After"] = str(fault.retry_after)
        going.headers |= {**fault.headers, MARK: self.server.mark}
        if going.status != 304:
            going.headers["Content-Length"] = str(going.end - going.start)
        entry.status = going.status
        self.send_response(going.status)
        for name, value in going.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if request.method == "HEAD":
            return
        if fault.close is not None:
            going.end, self.close_connection = min(going.end, going.start + fault.close), True
        with response.file.open("rb") if response.file else io.BytesIO(response.body) as source:
            source.seek(going.start)
            self._pour(source, going.end - going.start, fault, entry)

    def _pour(self, source: BinaryIO, size: int, fault: Fault, entry: "Entry") -> None:
        """Sends `size` bytes of `source`, slowly where the fault says so."""
        piece = fault.drip_bytes if fault.drip else PIECE
        while entry.sent < size:
            if fault.drip:
                time.sleep(fault.drip)
            block = source.read(min(piece, size - entry.sent))
            if not block:  # the file was cut meanwhile: the client must see that its answer is short
                self.close_connection = True
                break
            self.wfile.write(block)
            if fault.drip:
                self.wfile.flush()
            entry.sent += len(block)
