"""Transport: one kind of session, and downloads that resume.

Upstream servers are public services: time-outs, few retries with growing pauses, `Retry-After` obeyed, a User-Agent
that names the project, TLS always verified. Plain HTTP is taken as asked for (the replica, a local server), but an
answer never leads from HTTPS back to it.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from . import progress
from .address import check_address, masked
from .errors import SourceError
from .landing.zone import home, now, read_json
from .settings import number
from .version import VERSION

TIMEOUT = (10.0, 60.0)  # seconds to connect, seconds between two reads
RETRY_ON = (429, 500, 502, 503, 504)
CHUNK = 1 << 20
BREAKS = 8  # how often one download may break and be resumed


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
    host = _host(error.request.url) if error.request is not None and error.request.url else "the server"
    if isinstance(error, requests.exceptions.SSLError):
        return f"{host} has no certificate that this machine trusts"
    if isinstance(error, requests.Timeout):
        return f"{host} did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return f"cannot reach {host}"
    return masked(str(error).split("\n", 1)[0])


def _host(url: str) -> str:
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


@dataclass(frozen=True)
class Download:
    """A file fetched from an address: where it is kept, what it is, and whether this call fetched it."""

    path: Path
    url: str
    sha256: str
    synthetic: bool
    fetched: bool


def _file_name(url: str) -> str:
    """A readable file name of our own for what is at `url`: never a path, and never the server's choice."""
    parts = urlsplit(url)
    readable = re.sub(r"[^A-Za-z0-9.-]+", "_", f"{_host(url)}{parts.path}".rstrip("/"))[-80:].strip("._-")
    return f"{readable or 'download'}-{hashlib.sha256(url.encode()).hexdigest()[:10]}"


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it was sent: no Content-Encoding is undone, since a .gz must stay the file that was published."""
    yield from response.raw.stream(CHUNK, decode_content=False)


def download(
    url: str,
    *,
    expect_md5: str | None = None,
    expect_size: int | None = None,
    label: str | None = None,
    http: requests.Session | None = None,
) -> Download:
    """Fetch a file into `$FOLIO_HOME/downloads`, or find it there unchanged.

    A kept file is asked for with its ETag or Last-Modified (RFC 9110, section 13.1) and not fetched again on 304. A
    break is resumed where it happened (Range with If-Range, section 14.2), in this run or the next one.

    Raises SourceError where the server cannot be reached, refuses, or sends another size or checksum than announced.
    """
    check_address(url)
    label = (label or masked(url)).replace(urlsplit(url).netloc, _host(url))
    http = http or session()
    folder = home() / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _file_name(url)
    note = path.with_name(path.name + ".json")
    kept = read_json(note) if path.exists() else {}
    wanted = {"md5": expect_md5, "size": expect_size}
    if kept and expect_md5 and kept.get("md5") == expect_md5:
        return Download(path, url, kept["sha256"], bool(kept["synthetic"]), fetched=False)
    part, breaks = path.with_name(path.name + ".part"), 0
    while True:
        try:
            answer = _fetch(http, url, part, {} if expect_md5 else kept, label)
            break
        except (requests.RequestException, OSError) as error:
            if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
                raise SourceError(f"cannot keep {masked(url)} in {folder}: {error.strerror}") from error
            breaks += 1
            if breaks > BREAKS or not part.exists():
                arrived = part.exists() and part.stat().st_size
                what = "what arrived is kept, run the same again to go on" if arrived else "check the address"
                raise SourceError(f"{masked(url)}: {_reason(error)}; {what}") from error
            progress.say(f"{label}: the connection broke, going on where it did")
    if answer is None:
        progress.say(f"{label}: unchanged since {kept.get('fetched_at', 'the last download')}, not fetched again")
        return Download(path, url, kept["sha256"], bool(kept["synthetic"]), fetched=False)
    found = {"md5": _digest(part, "md5"), "size": part.stat().st_size}
    for name, value in wanted.items():
        if value is not None and found[name] != value:
            part.unlink()
            raise SourceError(
                f"{masked(url)}: {name} is {found[name]}, {value} was announced; nothing was kept, try again"
            )
    sha256 = _digest(part, "sha256")
    part.replace(path)
    part.with_suffix(".part.json").unlink(missing_ok=True)
    facts = answer | found | {"url": masked(url), "sha256": sha256, "fetched_at": f"{now():%Y-%m-%d %H:%M} UTC"}
    note.write_text(json.dumps(facts, indent=1), encoding="utf-8")
    return Download(path, url, sha256, bool(answer["synthetic"]), fetched=True)


def _reason(error: Exception) -> str:
    return explain(error) if isinstance(error, requests.RequestException) else str(error)


def _fetch(http: requests.Session, url: str, part: Path, kept: dict[str, Any], label: str) -> dict[str, Any] | None:
    """Append to `part` until the body is whole; the answer's validators, or None where `kept` is still current."""
    half = part.with_suffix(".part.json")
    begun = read_json(half) if part.exists() else {}
    have = part.stat().st_size if begun.get("validator") else 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": begun["validator"]}
    elif kept.get("etag"):
        headers["If-None-Match"] = kept["etag"]
    elif kept.get("last_modified"):
        headers["If-Modified-Since"] = kept["last_modified"]
    with http.get(url, headers=headers, stream=True) as response:
        if response.status_code == 304:
            return None
        if response.status_code == 416:
            part.unlink(missing_ok=True)
            raise requests.ConnectionError("the file there is another one now", request=response.request)
        if response.status_code not in (200, 206):
            raise SourceError(f"{masked(url)} answers {response.status_code} {response.reason}; check the address")
        if response.status_code == 200:
            have = 0
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        answer = {"etag": etag, "last_modified": modified, "synthetic": is_replica(response)}
        # a weak ETag does not promise the same bytes (RFC 9110, section 8.8.1): only a strong one may resume
        strong = etag if etag and not etag.startswith("W/") else modified
        half.write_text(json.dumps({"validator": strong}), encoding="utf-8")
        length = response.headers.get("Content-Length")
        total = have + int(length) if length and length.isdigit() else None
        with part.open("ab" if have else "wb") as file, progress.task(label, total, "B") as tick:
            tick.advance(have)
            try:
                for piece in _pieces(response):
                    file.write(piece)
                    tick.advance(len(piece))
            except HTTPError as error:
                raise requests.ConnectionError(str(error), request=response.request) from error
        if total is not None and part.stat().st_size != total:
            raise requests.ConnectionError("the body ended early", request=response.request)
    return answer
