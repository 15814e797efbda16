"""When a run stops asking: the server is gone, is down, or asks to be left alone."""

import threading

LOST = 8  # so many pages in a row that could not be asked for: the server is gone
USELESS = 25  # so many pages in a row without an answer of use: the server is down


class Breaker:
    """Counts what came, over all connections; `open` says why no page is to be asked for any more, once there is a why.

    An answer of use is any but 429 and 5xx: that there is no such page is one too.
    """

    def __init__(self) -> None:
        self.open: str | None = None
        self._lock = threading.Lock()
        self._answers = self._reached = 0
        self._lost = self._useless = 0  # in a row
        self._last: str | None = None

    @property
    def why(self) -> str | None:
        """Why it was given up, or what failed last."""
        return self.open or self._last

    @property
    def is_vain(self) -> bool:
        """Whether it was given up, or the server never reached, and not one page was answered."""
        return not self._answers and (self.open is not None or (self._last is not None and not self._reached))

    def answered(self) -> None:
        """An answer of use came."""
        with self._lock:
            self._answers += 1
            self._reached += 1
            self._lost = self._useless = 0

    def failed(self, why: str, *, reached: bool, asked_to_wait: float | None = None) -> None:
        """A page was asked for, and no answer of use came; `asked_to_wait`: seconds that are too many to wait."""
        with self._lock:
            self._last = why
            self._reached += reached
            self._lost = 0 if reached else self._lost + 1
            self._useless += 1
            if self.open is not None:
                return
            if asked_to_wait is not None:
                self.open = f"the server asks to wait {asked_to_wait:,.0f} s"
            elif self._lost >= LOST:
                self.open = f"{LOST} pages before it could not be ({why})"
            elif self._useless >= USELESS:
                self.open = f"{USELESS} pages before it had no answer of use ({why})"
