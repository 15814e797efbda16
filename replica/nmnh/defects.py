"""Broken rows, planted only when asked for: too wide, short, not UTF-8, with a tab too many at the end; a blank line.

They stand right behind the header line and at the end of the file, and are rows of Mammals, without a barcode.
"""

import hashlib
from dataclasses import dataclass

from replica.nmnh import media, occurrence
from replica.nmnh.media import ARK
from replica.nmnh.vocabulary import CC0, LICENSES, PREFIX

FRONT = ("too_wide", "short", "trailing_tab", "undecodable", "blank")
BACK = ("undecodable", "short", "too_wide")
LANDED = ("short", "trailing_tab")
REJECTED = ("too_wide", "undecodable")


@dataclass(frozen=True)
class Defect:
    """A broken line, with its newline, and its number in the file (1 is the header)."""

    kind: str
    line_number: int
    line: bytes


def multimedia(seed: int, rows: int) -> list[Defect]:
    """The broken lines of a multimedia.txt that has `rows` good ones."""
    cells = {"type": "StillImage", "rights": CC0, "providerLiteral": PREFIX + "Mammals", "format": "image/jpeg"}
    names = [name for name, _ in media.COLUMNS]
    return _lines(names, cells, "accessURI", seed, rows)


def occurrences(seed: int, rows: int) -> list[Defect]:
    """The broken lines of an occurrence.txt that has `rows` good ones."""
    cells = {"language": "en", "license": LICENSES[CC0], "institutionCode": "USNM", "collectionCode": "Mammals"}
    return _lines(occurrence.NAMES, cells, "locality", seed, rows)


def _lines(names: list[str], cells: dict[str, str], last: str, seed: int, rows: int) -> list[Defect]:
    """`last`: the last cell that a short row has."""
    found = []
    numbers = [2 + n for n in range(len(FRONT))] + [2 + len(FRONT) + rows + n for n in range(len(BACK))]
    for kind, number in zip(FRONT + BACK, numbers, strict=True):
        digest = hashlib.md5(f"{seed}/{names[1]}/{number}".encode(), usedforsecurity=False).hexdigest()
        row = [cells.get(name, "") for name in names]
        row[0], row[-1] = f"{ARK}3defec7ed-{digest[:4]}-4000-8000-{digest[:12]}", "9"
        if kind == "short":
            row = row[: names.index(last) + 1]
            row[-1] = f"cut off behind this, line {number}"
        line = "\t".join(row + {"too_wide": ["surplus"], "trailing_tab": [""]}.get(kind, [])).encode()
        if kind == "undecodable":
            line = line.replace(b"\t9", b"\tTucum\xe1n")  # Latin-1
        found.append(Defect(kind, number, b"" if kind == "blank" else line))
    return [Defect(defect.kind, defect.line_number, defect.line + b"\n") for defect in found]


def split(found: list[Defect]) -> tuple[bytes, bytes]:
    """The lines for the front and for the back of the file."""
    lines = [defect.line for defect in found]
    return b"".join(lines[: len(FRONT)]), b"".join(lines[len(FRONT) :])


def counted(found: list[Defect], kinds: tuple[str, ...]) -> int:
    """How many of the broken lines are of one of these kinds."""
    return sum(defect.kind in kinds for defect in found)
