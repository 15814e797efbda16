"""Faults that the replica's server commits when told to: what a client must survive."""

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from replica.messages import Request


@dataclass(frozen=True)
class Fault:
    """What goes wrong, for the next `times` requests whose `path?query` matches the pattern `match`.

    `skip` matching requests pass unharmed first. One fault may do several things, in this order:

    - `sleep`: seconds of silence before the answer (a time-out where the client waits less);
    - `ignore`: request headers, in lower case, that the server does not see (`("range",)`: it cannot resume);
    - `status`, `body`: what is answered instead; `headers` are added to the answer's own;
    - `retry_after`: the `Retry-After` header, seconds or an HTTP date (RFC 9110, 10.2.3);
    - `truncate`: so many bytes of the body, and Content-Length agrees: only the content shows the damage;
    - `close`: Content-Length promises all, the connection is closed after so many bytes of the body;
    - `drip`: seconds of pause before every `drip_bytes` bytes: no read times out, the whole is slow.
    """

    match: str = ""
    times: int = 1
    skip: int = 0
    sleep: float = 0.0
    ignore: tuple[str, ...] = ()
    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    retry_after: str | int | None = None
    truncate: int | None = None
    close: int | None = None
    drip: float = 0.0
    drip_bytes: int = 1024


Faults = Callable[[Request], Fault | None]


def script(faults: Iterable[Fault]) -> Faults:
    """Plays a list of faults: each request commits the first one that matches it and is not used up."""
    waiting = list(faults)
    skips, times = [fault.skip for fault in waiting], [fault.times for fault in waiting]
    lock = threading.Lock()

    def play(request: Request) -> Fault | None:
        target = f"{request.path}?{request.query}"
        with lock:
            for number, fault in enumerate(waiting):
                if times[number] <= 0 or not re.search(fault.match, target):
                    continue
                if skips[number] > 0:
                    skips[number] -= 1
                    continue
                times[number] -= 1
                return fault
        return None

    return play
