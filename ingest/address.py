"""Addresses: what is one, and what of it may be shown."""

import re
from urllib.parse import urlsplit

from .errors import SourceError

HIDDEN = "***"
# user:password@ before the host (RFC 3986, section 3.2.1), also in an address that is none
_PERSON = re.compile(r"(?<=://)[^/\s?#]*@")
_SECRET = re.compile(
    r"([?&;](?:[\w.-]*(?:token|password|passwd|secret|signature|credential)|(?:\w*[_-])?pwd|(?:auth|api|access)?[_-]?key|"
    r"auth|sig)=)[^&;#\s'\"]+",
    re.IGNORECASE,
)


def check_address(url: str) -> None:
    """Raise SourceError where `url` is no HTTP(S) address with a host (RFC 9110, section 4.2)."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        is_one = False
    if not is_one:
        raise SourceError(f"'{masked(url)}' is not an http(s) address")


def masked(text: str) -> str:
    """An address, or a line that holds some, without the passwords and keys in it."""
    return _SECRET.sub(rf"\1{HIDDEN}", _PERSON.sub(f"{HIDDEN}@", text))
