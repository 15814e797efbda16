"""Names that an archive gives to its files, and what a message may show of them: strangers wrote them."""

import re
from pathlib import PurePosixPath

from ..errors import FormatError

# Signs of a stranger's text (a name, a term, an attribute) that a message shows.
SHOWN = 120


def brief(text: str, most: int = SHOWN) -> str:
    """What an archive says of itself, for a message: its first signs, with what moves a terminal's cursor escaped."""
    shown = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape", "backslashreplace").decode()
        for sign in text[:most]
    )
    return shown if len(text) <= most else f"{shown}… ({len(text):,} characters)"


def safe_name(raw: str, where: str) -> str:
    """A member's name with `/` and without `./`; FormatError where it leads out of the archive.

    IPT 2.0.5 wrote a backslash before each name, and some Windows tools write them between folders.
    """
    name = raw.replace("\\", "/")
    if raw.startswith("\\"):
        name = name.lstrip("/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:/", name) or "\0" in name:
        raise FormatError(f"{where} holds the unsafe name '{brief(raw)}', which leads out of it; nothing of it is read")
    return "/".join(parts)


def location_path(location: str, where: str) -> str:
    """A location as the container lists it; FormatError where it is not a plain relative path inside the archive.

    A location is literal: no glob, no escape. The guide allows addresses; none is fetched unasked.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", location) or location.lower().startswith(
        ("file:", "http:", "https:", "ftp:")
    ):
        raise FormatError(
            f"{where}: <location> {brief(location)} is an address; only files inside the archive are read"
        )
    parts = location.replace("\\", "/").split("/") if "\\" in location else location.split("/")
    if location.startswith(("/", "\\")) or re.match(r"[A-Za-z]:[/\\]", location) or ".." in parts:
        raise FormatError(
            f"{where}: <location> {brief(location)} points outside the archive; only relative paths are read"
        )
    return plain_path(location)


def plain_path(location: str) -> str:
    """A path without what names nothing: `./a//b` is `a/b`."""
    return "/".join(part for part in location.split("/") if part not in ("", "."))
