"""A data file's bytes as UTF-8 with known line ends, its header lines taken off: what both roads begin with.

Everything here is a stream: at most the head of a file (1 MB) is held.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast

from ..errors import FormatError
from .dialect import Dialect
from .limits import SETTINGS, Limits

HEAD = 1 << 20
# The Unicode Standard, section 23.8; longer marks first, since UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ANY_END = re.compile(rb"\r\n|\r|\n")
LF_END = re.compile(rb"\r?\n")


@dataclass
class Text:
    """A data file under way: `chunks` of UTF-8 after the header lines, `sample` the first of them.

    `end` matches a line's end: LF or CRLF (then a bare CR is data), any of the three, or the file's own sign.
    `header` is the last header line, None where there is none. `line` is the number of the first line in `chunks`.
    """

    chunks: Iterator[bytes]
    sample: bytes
    end: re.Pattern[bytes]
    header: bytes | None
    line: int
    warnings: list[str]


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Bytes that cannot be decoded become lone surrogates: no text holds those, so their row is known later on."""
    wrong = cast(UnicodeDecodeError, error)
    return "".join(chr(0xDC00 + byte) for byte in wrong.object[wrong.start : wrong.end]), wrong.end


codecs.register_error("folio.mark", _mark)


def shown(line: bytes) -> str:
    """A line as text for a person, with what cannot be decoded as `\\xNN`."""
    try:
        text = line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = line.decode("utf-8", "folio.mark")
    return re.sub("[\ud800-\udfff]", lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", text)


def open_text(chunks: Iterator[bytes], dialect: Dialect, limits: Limits, said: str) -> Text:
    """The text of a data file; `said` names it in messages. FormatError where a header line has no end."""
    utf8, warnings = _as_utf8(chunks, dialect.encoding)
    head, rest = _peek(utf8)
    end = _line_end(head, dialect)
    header, line, rest = _skip(chain([head], rest), dialect.header_lines, end, limits, said)
    sample, rest = _peek(rest)
    return Text(chain([sample] if sample else [], rest), sample, end, header, line, warnings)


def _peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    head = bytearray()
    while len(head) < HEAD and (chunk := next(chunks, b"")):
        head += chunk
    return bytes(head), chunks


def _as_utf8(chunks: Iterator[bytes], encoding: str) -> tuple[Iterator[bytes], list[str]]:
    """UTF-8 without a byte order mark. A mark is stronger than a declaration: it cannot stand there by chance."""
    head, warnings = b"", []
    while len(head) < 4 and (chunk := next(chunks, b"")):
        head += chunk
    for mark, marked in _MARKS:
        if head.startswith(mark):
            if not encoding.replace("_", "-").startswith(marked):
                warnings.append(f"read as {marked.upper()}, as its byte order mark says, not as {encoding}")
                encoding = marked
            if marked == "utf-8":
                head = head[len(mark) :]
            break
    else:
        if encoding == "utf-16" and len(head) >= 2:  # RFC 2781, section 4.3: look, and else take big-endian
            encoding = "utf-16-le" if head[0] and not head[1] else "utf-16-be"
    whole = chain([head], chunks)
    return (whole if encoding == "utf-8" else _recode(whole, encoding)), warnings


def _recode(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("folio.mark")
    for chunk in chunks:
        if text := decoder.decode(chunk):
            yield text.encode("utf-8", "surrogatepass")
    if text := decoder.decode(b"", final=True):
        yield text.encode("utf-8", "surrogatepass")


def _line_end(head: bytes, dialect: Dialect) -> re.Pattern[bytes]:
    """What ends a line: what the file's head shows, whatever is declared."""
    own = dialect.line_end.encode()
    if own not in (b"\n", b"\r", b"\r\n") and own in head:
        return re.compile(re.escape(own))
    bare = head
    if dialect.quote is not None:
        quote = re.escape(dialect.quote.encode())
        bare = re.sub(quote + b".*?" + quote, b"", head, flags=re.DOTALL)
    if b"\n" not in bare:
        return ANY_END if b"\r" in bare else LF_END
    if not re.search(rb"\r(?!\n|\Z)", bare):
        return LF_END
    return ANY_END if own == b"\r" or _parts_rows(bare, dialect.delimiter.encode()) else LF_END


def _parts_rows(text: bytes, delimiter: bytes) -> bool:
    """Whether bare CRs in a file of LF or CRLF lines end rows: what they part is then mostly as wide as a row.

    As data they would make rows of twice the width, which could only be rejected. In a file of LF lines with one column
    nothing tells, so they are data.
    """
    lines = re.split(rb"\r?\n", text)
    parts = [part.count(delimiter) for line in lines if b"\r" in line for part in line.split(b"\r") if part]
    whole = [line.count(delimiter) for line in lines if line and b"\r" not in line]
    ((usual, _),) = Counter(whole or parts or [0]).most_common(1)
    told = usual > 0 or re.search(rb"(?<!\r)\n", text) is None
    return told and parts.count(usual) * 2 > len(parts)


def too_long(line: str, data: bytes, limits: Limits) -> FormatError:
    """The refusal of a line, named `line`, that has begun with `data` and has not ended within the limit."""
    zeros = data.count(0)
    if zeros * 2 > len(data):
        return FormatError(f"{line} is no text: NUL bytes follow one another, {zeros:,} so far; fetch the file again")
    setting = SETTINGS["line_bytes"]
    return FormatError(f"{line} is longer than {limits.line_bytes:,} bytes ({setting} raises the limit)")


def _skip(
    chunks: Iterator[bytes], lines: int, end: re.Pattern[bytes], limits: Limits, said: str
) -> tuple[bytes | None, int, Iterator[bytes]]:
    """Take off physical lines, whatever quotes they hold: the last of them, the next line's number, and the rest."""
    data, at, taken, header = b"", 0, 0, None
    while taken < lines:
        found = end.search(data, at)
        if found is None or (found.end() == len(data) and found[0] == b"\r"):
            data = data[at:]
            at = 0
            if len(data) > limits.line_bytes:
                raise too_long(f"{said}: header line {taken + 1}", data, limits)
            more = next(chunks, b"")
            if not more:
                header, data = (data.rstrip(b"\r\n") or header), b""
                break
            data += more
            continue
        header, at, taken = data[at : found.start()], found.end(), taken + 1
    return header, taken + 1, chain([data[at:]] if data[at:] else [], chunks)
