"""How fast a server is asked, and how long it asks to be left alone."""

import threading
import time
from email.utils import parsedate_to_datetime


class Pace:
    """So many requests a second, over all threads that share it; None or 0: as fast as they come."""

    def __init__(self, per_second: float | None = None) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def turn(self) -> float:
        """Take the next turn; the seconds to wait for it."""
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + self._gap
            return mine - now

    def hold(self, seconds: float) -> None:
        """Nobody asks for so many seconds: the server said so."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)


def retry_after(text: str | None) -> float | None:
    """The seconds that a Retry-After header asks to wait (RFC 9110, section 10.2.3): a number, or a date from now."""
    if text is None:
        return None
    try:
        if text.isascii() and text.strip().isdigit():
            return float(text)
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
