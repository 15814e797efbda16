"""A page of GeoJSON (RFC 7946), cut into features whose text stays as the server sent it.

Reading a number and writing it again changes it: 1.10 becomes 1.1, -0.0 may become 0, and codes of more than 15
digits lose the last ones. So the page is walked member by member, each value is parsed only to find where it ends
(and what its keys are), and the text between is kept, byte for byte.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from ..errors import FormatError

_SPACE = re.compile(r"[ \t\n\r]*")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


# numbers stay text: no float, and no limit on the digits of an integer
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_number)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: the JSON text of its geometry and properties (None where absent or null), and what to check.

    `key` is the value of the key attribute as text, `kind` the geometry's type, `fields` the properties' names.
    """

    feature_id: str | None
    geometry: str | None
    properties: str | None
    key: str | None
    kind: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """The features of a page, and how many the server says it has in all (None: it does not say)."""

    features: list[Feature]
    matched: int | None


def pointer(name: str) -> str:
    """The JSON pointer (RFC 6901) to a member of an object."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def number(text: object) -> int | None:
    """A count as servers write it: "13923"; None for `unknown`, for nothing and for what is no count."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 16 else None


class _Cursor:
    """A place in a JSON text."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def sign(self) -> str:
        """The next sign that is no white space ("" at the end)."""
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr] # it always matches
        return self.text[self.at : self.at + 1]

    def take(self, sign: str) -> None:
        if self.sign() != sign:
            raise ValueError(f"expected {sign} at character {self.at:,}, found {self.sign() or 'the end'}")
        self.at += 1

    def value(self) -> tuple[Any, str]:
        """The next value, and its text."""
        self.sign()
        begin = self.at
        value, self.at = _DECODER.raw_decode(self.text, begin)
        return value, self.text[begin : self.at]

    def members(self) -> Iterator[str]:
        """The names of an object's members; whoever gets one takes the value before asking for the next."""
        self.take("{")
        more = self.sign() != "}"
        while more:
            name, _ = self.value()
            if not isinstance(name, str):
                raise ValueError(f"an object's member has no name at character {self.at:,}")
            self.take(":")
            yield name
            if more := self.sign() == ",":
                self.take(",")
        self.take("}")

    def items(self) -> Iterator[None]:
        """An array's items, each to be taken before asking for the next."""
        self.take("[")
        more = self.sign() != "]"
        while more:
            yield
            if more := self.sign() == ",":
                self.take(",")
        self.take("]")


def read_page(text: str, key: str) -> Page:
    """The features of a FeatureCollection's text.

    Raises ValueError where it is not JSON to its very end, FormatError where it is JSON and no FeatureCollection.
    """
    features: list[Feature] | None = None
    matched, said = None, ""
    cursor = _Cursor(text)
    if cursor.sign() != "{":
        raise ValueError(f"it begins with {cursor.sign() or 'nothing'}")
    try:
        for name in cursor.members():
            if name == "features" and cursor.sign() == "[":
                features = [_feature(cursor, key) for _ in cursor.items()]
                continue
            value, raw = cursor.value()
            if name in ("numberMatched", "totalFeatures"):
                matched = number(value) if matched is None else matched
            elif name == "exceptions":  # GeoServer's report, where it is asked for JSON
                said = raw
    except RecursionError as error:
        raise FormatError("its JSON is nested too deeply") from error
    if cursor.sign():
        raise ValueError(f"more follows its end at character {cursor.at:,}")
    if features is None:
        raise FormatError(
            f"it says: {' '.join(said.split())[:500]}" if said else "it is JSON without a list of features"
        )
    return Page(features, matched)


def _feature(cursor: _Cursor, key: str) -> Feature:
    feature_id, geometry, properties = None, None, None
    kind, value = "null", None
    fields: tuple[str, ...] = ()
    for name in cursor.members():
        parsed, raw = cursor.value()
        if name == "id":
            feature_id = _text(parsed, raw)
        elif name == "geometry" and parsed is not None:
            geometry, kind = raw, word(parsed.get("type")) if isinstance(parsed, dict) else "no object"
        elif name == "properties" and parsed is not None:
            if not isinstance(parsed, dict):
                raise FormatError("a feature's properties are no object")
            properties, fields = raw, tuple(map(word, parsed))
            value = parsed.get(key)
    return Feature(feature_id, geometry, properties, None if value is None else str(value), kind, fields)


def _text(parsed: Any, raw: str) -> str | None:
    """A value as text: a string's own, else its JSON; half a surrogate pair, which no file can hold, becomes `?`."""
    if parsed is None:
        return None
    return parsed.encode("utf-8", "replace").decode() if isinstance(parsed, str) else raw


def word(name: object) -> str:
    """A name that can be printed: as in `_text`, and not without end."""
    return str(name).encode("utf-8", "replace").decode()[:100]
