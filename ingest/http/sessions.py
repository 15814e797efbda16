"""One kind of session: time-outs, few retries, TLS always verified, an honest User-Agent."""

import json
import os
import re
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ..address import check_address, masked
from ..errors import SourceError
from ..settings import number
from ..version import VERSION

TIMEOUT = (10.0, 60.0)  # seconds to connect, seconds between two reads
RETRY_ON = (429, 500, 502, 503, 504)


class _Session(requests.Session):
    """A session with time-outs by default, that follows no redirect from HTTPS to HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self._environment: dict[tuple[Any, ...], dict[str, Any]] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        # requests reads all of the environment anew for each request, a third of its work; in a run it does not change
        if proxies:
            return super().merge_environment_settings(url, proxies, stream, verify, cert)
        parts = urlsplit(str(url))
        key = (parts.scheme, parts.netloc, stream, verify, cert)
        if key not in self._environment:
            self._environment[key] = dict(super().merge_environment_settings(url, proxies, stream, verify, cert))
        return dict(self._environment[key])

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT)
        return super().request(method, url, *args, **kwargs)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target and urlsplit(resp.url).scheme == "https" and urlsplit(target).scheme == "http":
            raise SourceError(f"{masked(resp.url)} redirects to {masked(target)}, which is not encrypted; not followed")
        return target


def user_agent() -> str:
    """Who asks (RFC 9110, section 10.1.5): the project, and where `$FOLIO_CONTACT` gives one, a way to reach you."""
    contact = " ".join((os.environ.get("FOLIO_CONTACT") or "a warehouse of public records").split())
    return f"folio/{VERSION} ({contact})"


def session(*, retries: int = 5, connections: int = 4) -> requests.Session:
    """A session: `retries` for 429, 5xx, time-outs and lost connections, pauses of 0.5 s doubling up to 30 s or as
    `Retry-After` says; `connections` kept alive. Of other statuses the caller decides.
    """
    made = _Session()
    made.headers["User-Agent"] = user_agent()
    retry = Retry(
        total=retries,
        backoff_factor=number("FOLIO_BACKOFF", 0.5),
        backoff_max=30,
        backoff_jitter=0.2,
        status_forcelist=RETRY_ON,
        allowed_methods=("GET", "HEAD"),
        respect_retry_after_header=True,
        retry_after_max=120,
        raise_on_status=False,
    )
    adapter = HTTPAdapter(max_retries=retry, pool_connections=connections, pool_maxsize=connections)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made


def is_address(text: str) -> bool:
    """Whether the text is an HTTP(S) address rather than a path; SourceError where it begins as one and is none."""
    if re.match(r"https?://", text, re.IGNORECASE) is None:
        return False
    check_address(text)
    return True


def is_replica(response: requests.Response) -> bool:
    """Whether the answer comes from folio's own replica: its records are made up, and every load must say so."""
    return "X-Folio-Replica" in response.headers


def explain(error: requests.RequestException) -> str:
    """What went wrong with a request, in words for a person."""
    host = host_of(error.request.url) if error.request is not None and error.request.url else "the server"
    if isinstance(error, requests.exceptions.SSLError):
        return f"{host} has no certificate that this machine trusts"
    if isinstance(error, requests.Timeout):
        return f"{host} did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return f"cannot reach {host}"
    return masked(str(error).split("\n", 1)[0])


def host_of(url: str) -> str:
    """The host and port in an address that was asked."""
    return urlsplit(url).netloc.rpartition("@")[2]


def get_json(http: requests.Session, url: str) -> tuple[Any, requests.Response]:
    """The JSON at `url`, decoded strictly as UTF-8 (RFC 8259, section 8.1), and the answer that held it."""
    check_address(url)
    try:
        response = http.get(url)
    except requests.RequestException as error:
        raise SourceError(f"{masked(url)}: {explain(error)}; try again later") from error
    if response.status_code != 200:
        raise SourceError(f"{masked(url)} answers {response.status_code} {response.reason}; check the address")
    try:
        return json.loads(response.content), response
    except ValueError as error:
        raise SourceError(f"{masked(url)} does not answer with JSON: {error}") from error
