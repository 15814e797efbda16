"""How a data file is written: delimiter, enclosure, line ends, encoding, header lines (Darwin Core text guide, 2.2)."""

import codecs
import re
from dataclasses import dataclass

from ..errors import FormatError

# Codecs of Python that are no character encodings of text files.
_NOT_FOR_FILES = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "0": "\0", "\\": "\\", '"': '"', "'": "'"}
_ESCAPE = re.compile(r"""\\(u[0-9A-Fa-f]{4}|[tnrf0\\"'])""")


@dataclass(frozen=True)
class Dialect:
    """The dialect of a data file, with the text guide's defaults.

    `delimiter` stands between cells. `quote` encloses a cell that needs it, None where a quote is data. `line_end` is
    what the file says of itself; CRLF, LF and CR are always taken. `encoding` is Python's name of it. `header_lines`
    physical lines at the top of each file are skipped.
    """

    delimiter: str = ","
    quote: str | None = '"'
    line_end: str = "\n"
    encoding: str = "utf-8"
    header_lines: int = 0


def unescape(text: str) -> str:
    """An attribute's value with `\\t`, `\\n`, `\\r` and so on as the signs they stand for."""

    def sign(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if code[0] == "u" else _ESCAPES[code]

    return _ESCAPE.sub(sign, text)


def encoding_name(text: str) -> str:
    """Python's name of a declared encoding; LookupError where there is no such encoding of text."""
    name = text.strip()
    for known in (name, re.sub(r"(?i)^x-", "", name)):
        try:
            found = codecs.lookup(known)
        except (LookupError, ValueError):
            continue
        if (
            getattr(found, "_is_text_encoding", False)
            and found.incrementaldecoder
            and found.name.replace("-", "_") not in _NOT_FOR_FILES
        ):
            return "utf-8" if found.name == "utf-8-sig" else found.name
    raise LookupError(text)


def declared(attributes: dict[str, str], where: str) -> Dialect:
    """The dialect that the attributes of a `<core>` or `<extension>` declare.

    `where` names the element for messages. An absent attribute has the guide's default, an empty one as well, save
    `fieldsEnclosedBy=""`, which says that nothing encloses a cell. Raises FormatError where a value makes no sense.
    """
    delimiter = unescape(attributes.get("fieldsTerminatedBy", "")) or ","
    quote = unescape(attributes.get("fieldsEnclosedBy", '"')) or None
    line_end = unescape(attributes.get("linesTerminatedBy", "")) or "\n"
    if line_end.isspace() and not {"\n", "\r"} & set(line_end):
        line_end = "\n"  # a line break written as it is becomes a blank in an XML attribute
    if quote is not None and len(quote) != 1:
        raise FormatError(f"{where}: fieldsEnclosedBy is '{quote}', and must be one character or empty")
    if {"\n", "\r"} & set(delimiter):
        raise FormatError(f"{where}: fieldsTerminatedBy holds a line break")
    if quote is not None and (quote in delimiter or quote in "\n\r"):
        raise FormatError(f"{where}: fieldsEnclosedBy cannot be part of fieldsTerminatedBy or a line break")
    if delimiter in line_end:
        raise FormatError(f"{where}: fieldsTerminatedBy and linesTerminatedBy cannot be the same")
    named = attributes.get("encoding", "").strip() or "UTF-8"
    try:
        encoding = encoding_name(named)
    except LookupError:
        raise FormatError(f"{where}: encoding '{named}' is unknown; name it as IANA does, such as UTF-8") from None
    lines = attributes.get("ignoreHeaderLines", "").strip() or "0"
    if not lines.isascii() or not lines.isdigit() or len(lines) > 9:
        raise FormatError(f"{where}: ignoreHeaderLines is '{lines}', not a number of lines")
    return Dialect(delimiter, quote, line_end, encoding, int(lines))
