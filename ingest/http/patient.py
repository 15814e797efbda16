"""GET requests that are tried again: growing pauses, `Retry-After` obeyed, a time limit on each try, a shared pace.

What a try brings is an `Answer`, whatever its status; where no try brings one, a `NoAnswer` says why.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

import requests
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, MaxRetryError

from ..address import masked
from ..errors import FolioError, FormatError, SourceError
from ..settings import number
from . import deadline
from .pace import Pace, retry_after
from .sessions import RETRY_ON, explain, session

LONGEST_PAUSE = 30.0  # seconds between two tries, where the server names no pause
LONGEST_WAIT = 120.0  # a server that asks for more than this is not waited for
LONG_PAUSE = 3.0  # seconds: a person is told of pauses that are longer
JITTER = 1.2  # a pause is up to this many times what it would be
TRIES_IN_TIME = 2  # a server that is too slow twice is not pressed further
ERRORS = (requests.RequestException, HTTPError, OSError, ValueError)


class NoAnswer(SourceError):
    """No try brought an answer. `reached`: whether the server could be connected to at all.

    `slow`: whether time was up before its answer was whole. `asked_to_wait`: the seconds that the server asks to be
    left alone, where that is more than LONGEST_WAIT; `answer` is what it said besides.
    """

    def __init__(
        self,
        message: str,
        *,
        reached: bool,
        slow: bool = False,
        asked_to_wait: float | None = None,
        answer: "Answer | None" = None,
    ) -> None:
        super().__init__(message)
        self.reached, self.slow, self.asked_to_wait, self.answer = reached, slow, asked_to_wait, answer


class TooLarge(SourceError):
    """A body larger than allowed."""


class Broken(FormatError):
    """A body that is not what it should be, and may be when it is asked for again."""


@dataclass(frozen=True)
class Answer:
    """An answer, read whole."""

    url: str
    status: int
    reason: str
    headers: CaseInsensitiveDict[str]
    body: bytes

    @property
    def mark(self) -> str:
        """The replica's mark; "" where a real server answers."""
        return self.headers.get("X-Folio-Replica", "")


@dataclass(frozen=True)
class _Again:
    """A try that failed: why, the seconds to wait before the next (None: as usual), and what the server said."""

    failure: FolioError
    wait: float | None = None
    said: str = ""


class Patient:
    """One reader of a server; not shared between threads.

    `seconds` bounds one try from its first byte to its last, `attempts` the tries (two at most where it timed out),
    `largest` a body in bytes. `stop` ends every pause. `follow` says whether a redirect is followed.
    `told` is given a line before each pause that a person would wonder about.
    """

    def __init__(
        self,
        *,
        seconds: float,
        attempts: int = 5,
        largest: int = 256 << 20,
        pace: Pace | None = None,
        stop: threading.Event | None = None,
        follow: bool = True,
        told: Callable[[str], None] | None = None,
    ) -> None:
        self._session = deadline.mount(session())
        self._seconds, self._attempts, self._largest = seconds, attempts, largest
        self._pace, self._stop, self._follow = pace or Pace(), stop or threading.Event(), follow
        self._told = told
        self._backoff = number("FOLIO_BACKOFF", 0.5)

    def get(self, url: str, check: Callable[[Answer], None] | None = None) -> Answer:
        """The answer at `url`: tried again for 429, 5xx, lost connections, time-outs, and where `check` raises Broken.

        The last answer is returned whatever its status. Raises NoAnswer where there is none and where the server asks
        to wait longer than LONGEST_WAIT, the last Broken where no try passes the check, TooLarge where the body is
        larger than allowed.
        """
        attempt = 0
        while True:
            attempt += 1
            came = self._attempt(url, check, attempt)
            if isinstance(came, Answer):
                return came
            usual = min(self._backoff * 2 ** (attempt - 1), LONGEST_PAUSE)
            # never shorter than asked, and not the same for all who were turned away together
            pause = (usual if came.wait is None else came.wait) * random.uniform(1, JITTER)  # noqa: S311 - no secret
            if attempt >= self._attempts:
                raise came.failure
            if self._told is not None and pause >= LONG_PAUSE:
                self._told(f"{came.said or came.failure}; asking again in {pause:.0f} s")
            if self._stop.wait(pause):
                raise came.failure

    def _attempt(self, url: str, check: Callable[[Answer], None] | None, attempt: int) -> Answer | _Again:
        """One try, and what to make of it. Raises what trying again cannot change."""
        last = attempt == self._attempts
        try:
            answer = self._try(url)
            if answer.status not in RETRY_ON:
                if check is not None:
                    check(answer)
                return answer
        except Broken as broken:
            return _Again(broken)
        except ERRORS as error:
            failure = self._failure(url, error, attempt)
            if isinstance(error, requests.exceptions.SSLError) or (
                isinstance(error, requests.Timeout) and attempt >= TRIES_IN_TIME
            ):
                raise failure from error
            return _Again(failure)
        asked = retry_after(answer.headers.get("Retry-After"))
        said = f"it answers {answer.status} {answer.reason}".rstrip()
        if asked is not None and asked > LONGEST_WAIT:
            raise NoAnswer(f"{said} and asks to wait {asked:,.0f} s", reached=True, asked_to_wait=asked, answer=answer)
        if last:
            return answer
        if asked is not None:
            self._pace.hold(asked)
        return _Again(NoAnswer("interrupted", reached=True), asked, said)

    def _try(self, url: str) -> Answer:
        if self._stop.wait(self._pace.turn()):
            raise requests.ConnectionError("interrupted")
        timeout = (min(10.0, self._seconds), self._seconds)
        with deadline.limit(self._seconds) as clock:
            try:
                with self._session.get(url, stream=True, timeout=timeout, allow_redirects=self._follow) as response:
                    body = self._read(response)
            except ERRORS as error:
                if clock.expired:
                    raise requests.ReadTimeout from error
                raise
            if clock.expired:  # a body without Content-Length just seems to end
                raise requests.ReadTimeout
        return Answer(response.url, response.status_code, response.reason or "", response.headers, body)

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        for piece in response.iter_content(1 << 16):
            body += piece
            if len(body) > self._largest:
                raise TooLarge(f"{masked(response.url)} sends more than {self._largest / 1e6:.0f} MB; not read further")
        return bytes(body)

    def _failure(self, url: str, error: Exception, attempt: int) -> NoAnswer:
        """Why a try brought nothing; a server that cannot be connected to is told from one that breaks off."""
        tries = f"{attempt} {'try' if attempt == 1 else 'tries'}"
        if isinstance(error, requests.Timeout) and not isinstance(error, requests.ConnectTimeout):
            return NoAnswer(f"no whole answer in {self._seconds:g} s ({tries})", reached=True, slow=True)
        if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
            raise NoAnswer(f"'{masked(url)}' is not an http(s) address", reached=False) from error
        if isinstance(error, requests.TooManyRedirects):
            raise NoAnswer("redirects without end", reached=True) from error
        cause = error.args[0] if error.args else None
        if isinstance(error, requests.ConnectionError) and isinstance(cause, MaxRetryError):
            return NoAnswer(f"{explain(error)} ({tries})", reached=False)
        return NoAnswer(f"the connection broke before the answer was whole ({tries})", reached=True)
