"""Files over HTTP: validators, conditional requests and byte ranges (RFC 9110, sections 8.8, 13 and 14)."""

import re
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from replica.messages import Handler, Request, Response

TYPES = {
    ".zip": "application/zip",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".xml": "text/xml",
}


def directory(prefix: str, root: Path) -> Handler:
    """A handler for the files right in `root`, at `prefix` + name; no name leads out of `root`."""

    def answer(request: Request) -> Response | None:
        name = request.path.removeprefix(prefix)
        if name == request.path or name in {"", ".", ".."} or "/" in name or "\\" in name or "\0" in name:
            return None
        return file_response(root / name) if (root / name).is_file() else None

    return answer


def file_response(path: Path, name: str | None = None) -> Response:
    """`path` as a download; `name` is the file name told to the client where it differs."""
    headers = {"Content-Type": TYPES.get(path.suffix, "application/octet-stream")}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(file=path, headers=headers)


def validators(path: Path) -> dict[str, str]:
    """ETag and Last-Modified of a file; the ETag changes with its size or its time of change."""
    stat = path.stat()
    return {
        "ETag": f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"',
        "Last-Modified": formatdate(stat.st_mtime, usegmt=True),
    }


def unchanged(request: Mapping[str, str], current: Mapping[str, str]) -> bool:
    """True where 304 is the answer. If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2)."""
    tags = request.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or current["ETag"] in known
    since = _time(request.get("if-modified-since"))
    changed = _time(current["Last-Modified"])
    return since is not None and changed is not None and changed <= since


def byte_range(request: Mapping[str, str], current: Mapping[str, str], size: int) -> tuple[int, int] | None:
    """The one range asked for, as offsets (start, end), end not in it; None: send everything.

    An If-Range that no longer holds sends everything (13.1.5), and so does what is not one range of bytes.
    Raises ValueError where the range begins beyond the file: the answer is 416.
    """
    condition = request.get("if-range")
    if condition is not None and condition not in {current["ETag"], current["Last-Modified"]}:
        return None
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", request.get("range", "").replace(" ", ""))
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= size or start >= end:
        raise ValueError(f"range {match.group(0)} of {size} bytes")
    return start, end


def _time(text: str | None) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except ValueError:
        return None
