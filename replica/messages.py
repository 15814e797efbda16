"""Request and response of the replica's server, and the shape of what plugs into it: a `Handler`."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """One request as it came.

    `path` is percent-decoded and without the query; `query` is the raw text behind the `?` (permit pages are
    asked for by a bare base64 text there); `headers` have lower-case names.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = ""

    @property
    def address(self) -> str:
        """The server as this client calls it, e.g. `http://127.0.0.1:8000`."""
        return f"http://{self.host}"

    def params(self) -> dict[str, str]:
        """The query's parameters by name in lower case (a WFS takes any case); the last of a name wins."""
        pairs = parse_qsl(self.query, keep_blank_values=True)
        return {name.lower(): value for name, value in pairs}


@dataclass(frozen=True)
class Response:
    """An answer: `body`, or the bytes of `file`, which can be resumed and asked for conditionally."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None


Handler = Callable[[Request], Response | None]
"""Answers a request, or says None where the path is not its own."""


def text_response(text: str, *, status: int = 200, kind: str = "text/plain; charset=utf-8") -> Response:
    """`text` in UTF-8, with `kind` as its Content-Type."""
    return Response(text.encode(), status, {"Content-Type": kind})


def json_response(value: Any, *, status: int = 200, kind: str = "application/json") -> Response:
    """`value` as JSON in UTF-8 (RFC 8259, 8.1), signs beyond ASCII as they are."""
    return Response(json.dumps(value, ensure_ascii=False).encode(), status, {"Content-Type": kind})
