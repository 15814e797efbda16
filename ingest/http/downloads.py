"""Downloads: kept, resumed where they broke, and not fetched again while they are unchanged."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from .. import digest, progress
from ..address import check_address, masked
from ..errors import SourceError
from ..landing.zone import home, now, read_json
from .sessions import explain, host_of, is_replica, session

CHUNK = 1 << 20
BREAKS = 8  # how often one download may break and be resumed


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
    readable = re.sub(r"[^A-Za-z0-9.-]+", "_", f"{host_of(url)}{parts.path}".rstrip("/"))[-80:].strip("._-")
    return f"{readable or 'download'}-{hashlib.sha256(url.encode()).hexdigest()[:10]}"


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
    label = (label or masked(url)).replace(urlsplit(url).netloc, host_of(url))
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
    found = {"md5": digest.of_file(part, masked(url), "md5"), "size": part.stat().st_size}
    for name, value in wanted.items():
        if value is not None and found[name] != value:
            part.unlink()
            raise SourceError(
                f"{masked(url)}: {name} is {found[name]}, {value} was announced; nothing was kept, try again"
            )
    sha256 = digest.of_file(part, masked(url))
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
