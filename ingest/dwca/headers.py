"""Data files without a meta.xml: the header line names the terms, the content shows the dialect.

The text guide (section 1.3) lets an archive be one data file whose first line holds term names. Nothing declares its
dialect, so it is looked for in the file's beginning; nowhere else does folio guess.
"""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from ..errors import FormatError
from .container import Container, SingleFile
from .descriptor import Archive, DataFile, Field
from .dialect import Dialect
from .limits import Limits
from .names import brief
from .records import Records
from .terms import ID_TERMS, KNOWN, local_name, uri_of
from .text import open_text

DATA_NAMES = (".txt", ".csv", ".tsv", ".tab", ".dat", ".gz")
NO_DATA_NAMES = (".xml", ".pdf", ".html", ".htm", ".md", ".json", ".rtf", ".doc", ".docx", ".jpg", ".png")
_DELIMITERS = ("\t", ",", ";", "|")
# how much of a file is looked at for its encoding
_LOOK = 4 << 20
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")


def describe(container: Container, limits: Limits) -> Archive:
    """The archive that is one data file with a header line of terms. FormatError where there is no such one file."""
    if not_a_file := container.irregular("meta.xml"):
        raise FormatError(f"{container.address}: meta.xml {not_a_file}")
    deeper = next((name for name in container.names if name.lower().endswith("/meta.xml")), None)
    if deeper:
        raise FormatError(
            f"{container.address} has no meta.xml at its root, though {brief(container.whole(deeper))} lies deeper;"
            " give that folder, or pack what is in it by itself"
        )
    if isinstance(container, SingleFile) and container.names[0].lower() == "meta.xml":
        raise FormatError(f"{container.address} describes an archive; give the folder or the archive that it lies in")
    names = [name for name in container.names if "/" not in name and container.size(name) != 0]
    candidates = [name for name in names if name.lower().endswith(DATA_NAMES)] or [
        name for name in names if not name.lower().endswith(NO_DATA_NAMES)
    ]
    if len(candidates) != 1:
        listed = ", ".join(brief(name) for name in sorted(candidates)[:5]) + (", …" if len(candidates) > 5 else "")
        what = f"{len(candidates)} files that may be data ({listed})" if candidates else "no data file"
        raise FormatError(f"{container.address} has no meta.xml, and {what}; without one there must be exactly one")
    return Archive(_sniffed(container, candidates[0], limits))


def bare(container: Container, limits: Limits) -> DataFile:
    """A bare tab-separated file with a header line, as `--table` names it: nothing sniffed, a quote is data."""
    (name,) = container.names
    dialect = Dialect("\t", None, "\n", "utf-8", header_lines=1)
    text = open_text(container.open(name), dialect, limits, container.said(name))
    header = [cell.decode("utf-8", "replace") for cell in Records(dialect, text.end).cells(text.header or b"")]
    if not any(header):
        raise FormatError(f"{container.said(name)} has no header line")
    plain = [index for index, cell in enumerate(header) if cell.strip().lower() in ("id", "coreid")]
    return _data_file(name, dialect, header, own_id=plain[0] if plain else None)


def _sniffed(container: Container, name: str, limits: Limits) -> DataFile:
    said = container.said(name)
    head = bytearray()
    for chunk in container.open(name):
        head += chunk
        if len(head) >= _LOOK:
            break
    encoding, warning = _encoding(bytes(head), said)
    probe = Dialect("\t", None, "\n", encoding, header_lines=0)
    text = open_text(iter([bytes(head)]), probe, limits, said)
    lines = [line for line in text.end.split(text.sample) if line]
    first = next((line.decode("utf-8", "replace") for line in lines), "")
    delimiter = max(_DELIMITERS, key=lambda sign: _terms(first, sign))
    header = [cell.strip().strip('"') for cell in first.split(delimiter)]
    if not _terms(first, delimiter)[0] or any(_NUMBER.fullmatch(cell) for cell in header):
        raise FormatError(
            f"{said}: there is no meta.xml, and the first line names no Darwin Core term; the columns cannot be named"
        )
    before = re.match(rb"[\r\n]*", text.sample)
    blank = len(text.end.findall(before[0])) if before else 0
    quote = '"' if _encloses(lines, delimiter.encode()) else None
    dialect = Dialect(delimiter, quote, "\n", encoding, header_lines=blank + 1)
    found = Records(dialect, text.end).cells(first.encode())
    file = _data_file(name, dialect, [cell.decode() for cell in found], own_id=None)
    quotes = "enclose cells" if quote else "are data"
    looked = f"there is no meta.xml; read as {encoding.upper()}, cells end at {delimiter!r}, quotes {quotes}"
    return replace(file, warnings=(*([warning] if warning else []), looked))


def _terms(line: str, delimiter: str) -> tuple[int, int]:
    """How many cells of the line name terms, and how many cells there are."""
    cells = [cell.strip().strip('"').strip() for cell in line.split(delimiter)]
    known = sum(local_name(cell).lower() in KNOWN or uri_of(cell) is not None for cell in cells)
    return (known, len(cells)) if known else (0, 0)


def _encoding(head: bytes, said: str) -> tuple[str, str | None]:
    """The encoding that the bytes show, and a line for the person where it is a guess."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", None
    zeros = head[: 1 << 12].count(0)
    if zeros:
        odd = head[1 : 1 << 12 : 2].count(0)
        if zeros > len(head[: 1 << 12]) // 4 and (odd > zeros * 0.9 or odd < zeros * 0.1):
            return "utf-16", None
        raise FormatError(f"{said} is not a text file")
    text = head.decode("utf-8", "replace")
    wrong, right = text.count("\ufffd"), sum(sign > "\x7f" for sign in text if sign != "\ufffd")
    if wrong <= 1 + right // 10 and (right or not wrong):
        return "utf-8", None  # wrong ones among many right ones are defects of their rows
    for encoding in ("windows-1252", "iso-8859-1"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    return encoding, f"it is not UTF-8 and nothing declares its encoding: read as {encoding}"


def _encloses(lines: list[bytes], delimiter: bytes) -> bool:
    """Whether quotes enclose cells: where a cell begins with a quote, it ends with one, but for a few.

    In a file of commas a quoted cell often holds commas; there a quote at a cell's start is taken for an enclosure.
    """
    begun = closed = 0
    for line in lines:
        if b'"' not in line:
            continue
        for cell in line.split(delimiter):
            if cell.startswith(b'"'):
                begun += 1
                closed += len(cell) > 1 and cell.endswith(b'"') and cell.count(b'"') % 2 == 0
    if delimiter != b"\t":
        return True
    return begun > 0 and closed >= 0.9 * begun


def _data_file(name: str, dialect: Dialect, header: list[str], *, own_id: int | None) -> DataFile:
    """The core whose columns a header line names. `own_id` is the column that is the id and nothing else.

    Else the id is that of the first of occurrenceID, taxonID, eventID that is there, whose column stays as well, or
    the column headed `id`.
    """
    locals_ = [local_name(cell).lower() for cell in header]
    id_index, row_type = own_id, None
    if own_id is None:
        for term, described in ID_TERMS.items():
            if term in locals_:
                id_index, row_type = locals_.index(term), described
                break
        else:
            own_id = id_index = next((locals_.index(term) for term in ("id", "coreid") if term in locals_), None)
    fields = tuple(
        Field(local_name(cell) or f"column_{index + 1}", uri_of(cell) or cell.strip() or None, index)
        for index, cell in enumerate(header)
        if index != own_id
    )
    id_term = None if id_index is None else uri_of(header[id_index]) or header[id_index].strip()
    return DataFile("core", (PurePosixPath(name).name,), row_type, dialect, id_index, fields, id_term)
