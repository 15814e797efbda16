"""Asking for pages: a few connections kept alive, one pace for all, every answer kept before the next is asked for."""

import hashlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urljoin, urlsplit

from .. import progress
from ..errors import FolioError, SourceError
from ..http import Answer, NoAnswer, Pace, Patient, shut_all
from ..landing.zone import now
from . import robots
from .bounds import LARGEST
from .giveup import Breaker
from .store import Store, Try

SECONDS = 10.0  # for one try of a page, from the request to its last byte
ATTEMPTS = 3  # a page that does not come then is asked for again by the next run
REDIRECTS = 3
FORBIDDEN = "robots.txt forbids it"
NOT_ASKED = "not asked for"  # how the error of such a page begins


def quoted(identifier: str) -> str:
    """An identifier as it stands at the end of its page's address."""
    return quote(identifier, safe="=+/")


@dataclass
class Site:
    """The pages' site: where they are, what its robots.txt allows, and its world ("" or the replica's mark)."""

    url: str
    rules: robots.Robots
    world: str

    def page(self, identifier: str) -> str:
        """The address of a page: the identifier is the whole query, as in the city's own links."""
        sign = "" if self.url.endswith(("?", "=", "&")) else "?"
        return self.url + sign + quoted(identifier)


def meet(url: str, stop: threading.Event | None = None) -> Site:
    """Read the site's robots.txt.

    RFC 9309, section 2.3.1: what is not there forbids nothing; where the server fails or is asked too often, everything
    is forbidden.
    Raises SourceError where it cannot be reached or fails.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SourceError(f"'{url}' is no web address; --url begins with https:// or http://")
    asked = f"{parts.scheme}://{parts.netloc}/robots.txt"
    try:
        answer = Patient(seconds=SECONDS, largest=LARGEST, stop=stop).get(asked)
    except NoAnswer as error:
        raise SourceError(f"{asked}: {error}; no page was asked for, try again later") from error
    if answer.status == 429 or answer.status >= 500:
        raise SourceError(
            f"{asked} answers {answer.status} {answer.reason}, and without it no page may be asked for; try again later"
        )
    text = answer.body[: robots.LARGEST].decode("utf-8", "replace") if answer.status == 200 else ""
    return Site(url, robots.parse(text), answer.mark)


class Fetch:
    """One run over `identifiers`. Answers go to the store from the threads that read them."""

    def __init__(self, site: Site, store: Store, rate: float, connections: int) -> None:
        self.site, self.store, self.connections = site, store, connections
        rates = [rate] if rate else []
        rates += [1 / site.rules.delay] if site.rules.delay else []
        self.per_second = min(rates, default=None)
        self._pace = Pace(self.per_second)
        self._stop = threading.Event()  # the run was interrupted
        self._quiet = threading.Event()  # nobody asks any more, nor waits to
        self._breaker = Breaker()
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[BaseException | Try] = queue.SimpleQueue()

    def run(self, identifiers: Sequence[str], arrived: Callable[[str, str], None]) -> None:
        """Ask for the page of each identifier; every one has a try in the store afterwards.

        `arrived` is told the SHA-256 and the Content-Type of each page that there is to read. Raises SourceError where
        it was given up and not one was answered. At Ctrl-C what arrived is kept.
        """
        for identifier in identifiers:
            self._waiting.put(identifier)
        count = min(self.connections, len(identifiers))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        try:
            with progress.task("asking for pages", len(identifiers), "pages") as tick:
                for thread in threads:
                    thread.start()
                for _ in identifiers:
                    done = self._done.get()
                    if isinstance(done, BaseException):
                        raise done
                    if done.sha256 is not None and done.error is None:
                        arrived(done.sha256, done.content_type)
                    tick.advance(1)
        except BaseException:
            self._stop.set()
            self._quiet.set()
            shut_all()
            raise
        finally:
            for thread in threads:
                thread.join(timeout=5)
        if self._breaker.is_vain:
            raise SourceError(f"{self.site.url}: {self._breaker.why}; no page came, try again later")

    def _work(self) -> None:
        patient = Patient(
            seconds=SECONDS,
            attempts=ATTEMPTS,
            largest=LARGEST,
            pace=self._pace,
            stop=self._quiet,
            follow=False,
        )
        while not self._stop.is_set():
            try:
                identifier = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                tried = self._ask(patient, identifier)
                if not self._stop.is_set() or tried.error is None:
                    self.store.keep(tried)
                self._done.put(replace(tried, body=None))
            except BaseException as problem:
                self._done.put(problem)
                return

    def _ask(self, patient: Patient, identifier: str) -> Try:
        """Ask for one page, and say what came."""
        url = self.site.page(identifier)

        def failed(error: str, status: int | None = None) -> Try:
            return Try(self.site.world, identifier, url, now(), status, error)

        if why := self._breaker.open:
            return failed(f"{NOT_ASKED}: {why}")
        try:
            answer = self._answer(patient, url)
        except NoAnswer as error:
            if why := self._breaker.open:  # while this one was asked for
                return failed(f"given up: {why}")
            self._failed(str(error), error.reached, error.asked_to_wait)
            return failed(str(error), error.answer.status if error.answer else None)
        except FolioError as error:
            self._breaker.answered()
            return failed(str(error))
        if answer.status == 429 or answer.status >= 500:
            self._failed(f"it answers {answer.status} {answer.reason}".rstrip())
        else:
            self._breaker.answered()
        return Try(
            world=answer.mark,
            identifier=identifier,
            url=url,
            asked_at=now(),
            http_status=answer.status,
            error=None if answer.status == 200 else f"HTTP {answer.status} {answer.reason}".strip(),
            sha256=hashlib.sha256(answer.body).hexdigest(),
            body=answer.body,
            content_type=answer.headers.get("Content-Type", ""),
        )

    def _failed(self, why: str, reached: bool = True, asked_to_wait: float | None = None) -> None:
        self._breaker.failed(why, reached=reached, asked_to_wait=asked_to_wait)
        if self._breaker.open:
            self._quiet.set()

    def _answer(self, patient: Patient, url: str) -> Answer:
        """The answer behind redirects, which are followed on this host alone: another has rules of its own."""
        for _ in range(REDIRECTS + 1):
            if not self.site.rules.allows(url):
                raise SourceError(FORBIDDEN)
            answer = patient.get(url)
            target = answer.headers.get("Location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            here, url = url, urljoin(url, target)
            if urlsplit(url)[:2] != urlsplit(here)[:2]:
                raise SourceError(f"redirects to {url}, another server")
        raise SourceError("redirects without end")
