"""What a page says: its text out of its bytes, its outcome, its cells."""

import codecs
import json
import re
import zlib
from collections.abc import Sequence
from contextlib import suppress

from . import bounds, cells
from .store import Reading
from .text import parse, plain, text_of

REFUSAL = "no fue posible procesar la solicitud"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

NOTHING = zlib.compress(b"[]")  # no cells

Body = tuple[str, str, bytes]  # sha256, Content-Type, bytes
Read = tuple[str, str, Reading]


def decode(body: bytes, content_type: str) -> tuple[str, str | None]:
    """A page's text, and a note where its bytes are not what it declares.

    The charset of the header counts, then that of `<meta>`, strictly. Bytes that are UTF-8 are taken as such even
    where another charset is declared: text in an older one is next to never valid UTF-8, and servers declare an old
    default for what is UTF-8. What nothing fits is windows-1252, as in browsers. NUL is no text (HTML standard,
    "Preprocessing the input stream").
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _storable(body.decode(name, "replace")), None
    found = _CHARSET.search(content_type) or _CHARSET.search(body[:4096].decode("latin-1"))
    declared = found.group(1).lower() if found else ""
    for name in ([declared] if declared.startswith("utf-16") else []) + ["utf-8", declared]:
        try:
            # a page that says Latin-1 means windows-1252 (Encoding standard, "Names and labels")
            text = body.decode("cp1252" if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name)
        except (LookupError, UnicodeError):
            continue
        is_contrary = name == "utf-8" and declared not in ("", "utf-8", "utf8") and not body.isascii()
        return _storable(text), f"declared to be {declared}, but UTF-8" if is_contrary else None
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return _storable(text), "not in the charset that is declared (UTF-8 if none); read as windows-1252"


def _storable(text: str) -> str:
    # NUL, and halves of surrogate pairs that odd codecs let through, which no file of text can hold
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def read_page(body: bytes, content_type: str) -> Reading:
    """What a page says; where there is not the memory to read it, it failed."""
    with suppress(MemoryError):
        return _read(body, content_type)
    # the page's tree is given back by now, which within an `except` it would not be
    return failed("too large: reading it takes more memory than there is")


def failed(error: str, note: str | None = None) -> Reading:
    """A page that says nothing, and why."""
    return Reading("failed", error, note, NOTHING)


def _read(body: bytes, content_type: str) -> Reading:
    """The outcome of an answer with status 200, and its cells.

    ok: one of the three headings stands there. refused: no table of the three has a cell, and the page says that the
    request could not be processed, however it spells or marks that up. failed: neither, or more than `bounds` allow.
    """
    outcome, error, note, found = "failed", None, None, cells.Page([], [], [], [])
    try:
        text, note = decode(body, content_type)
        bounds.check(text)
        tree = parse(text)
        if tree is not None:
            found = cells.read(tree)
        if tree is not None and not found.cells and REFUSAL in plain(text_of(tree)):
            outcome = "refused"
        elif found.headings:
            outcome = "ok"
        else:
            error = "none of the three headings stands on the page"
    except bounds.TooLarge as reason:
        error = str(reason)
    notes = [note] if note else []
    notes += [f"no table behind the heading '{heading}'" for heading in found.without_table]
    if others := len(found.others):  # without its heading, which is free text
        notes.append(f"{others} table{'s' if others > 1 else ''} under other headings, not landed")
    if outcome == "ok":
        has = {plain(heading) for heading in found.headings}
        notes += [f"no heading '{section}'" for section in cells.SECTIONS if section not in has]
    packed = zlib.compress(json.dumps(found.cells, ensure_ascii=False).encode("utf-8", "replace"), 6)
    return Reading(outcome, error, "; ".join(notes) or None, packed)


def read_bodies(bodies: Sequence[Body]) -> list[Read]:
    """Read a batch of pages."""
    return [(sha256, kind, read_page(body, kind)) for sha256, kind, body in bodies]
