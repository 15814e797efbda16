"""How a data file is written: delimiter, enclosure, line ends, encoding, header lines (Darwin Core text guide, 2.2)."""

import codecs
import re
from dataclasses import dataclass
from encodings.aliases import aliases

from ..errors import FormatError
from .names import brief

# Codecs of Python that are no character encodings of text files.
_NOT_FOR_FILES = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
# Of the names that IANA registers (https://www.iana.org/assignments/character-sets), those that Python does not know.
_IANA = {
    "utf_16": ("ISO-10646-UCS-2", "csUnicode", "UCS-2"),
    "utf_32": ("ISO-10646-UCS-4", "csUCS4", "UCS-4"),
    "iso8859_6": ("ISO-8859-6-E", "ISO-8859-6-I"),
    "iso8859_8": ("ISO-8859-8-E", "ISO-8859-8-I"),
    "cp932": ("Windows-31J", "csWindows31J"),
    "cp874": ("windows-874", "cswindows874"),
    "cp858": ("IBM00858", "CCSID00858", "CP00858", "PC-Multilingual-850+euro"),
    "cp1140": ("IBM01140", "CCSID01140", "CP01140", "ebcdic-us-37+euro"),
    "koi8_r": ("csKOI8R",),
    "koi8_u": ("csKOI8U",),
    "iso8859_15": ("csISO885915", "Latin-9"),
    "iso8859_16": ("csISO885916",),
    "mac_roman": ("csMacintosh",),
    "utf_8": ("csUTF8",),
    **{f"cp{page}": (f"cswindows{page}",) for page in range(1250, 1259)},
}
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "0": "\0", "\\": "\\", '"': '"', "'": "'"}
_ESCAPE = re.compile(r"""\\(u[0-9A-Fa-f]{4}|[tnrf0\\"'])""")


def _squashed(name: str) -> str:
    """A name without what people write differently: `iso88591`, `ISO_8859-1` and `iso 8859 1` are one encoding."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_SPELLINGS = {
    _squashed(name): codec
    for codec, name in (
        *((codec, name) for codec, names in _IANA.items() for name in names),
        *((codec, codec) for codec in aliases.values()),
        *((codec, name) for name, codec in aliases.items()),
    )
}


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
    name = re.sub(r"(?i)^x-", "", text.strip())
    for known in (text.strip(), name, _SPELLINGS.get(_squashed(name), "")):
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
        raise FormatError(f"{where}: fieldsEnclosedBy is '{brief(quote)}', and must be one character or empty")
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
        raise FormatError(
            f"{where}: encoding '{brief(named)}' is unknown; name it as IANA does, such as UTF-8"
        ) from None
    lines = attributes.get("ignoreHeaderLines", "").strip() or "0"
    if not lines.isascii() or not lines.isdigit() or len(lines) > 9:
        raise FormatError(f"{where}: ignoreHeaderLines is '{brief(lines)}', not a number of lines")
    return Dialect(delimiter, quote, line_end, encoding, int(lines))
