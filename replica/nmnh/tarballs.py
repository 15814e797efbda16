"""The two label sets: tarballs of photographs, with members like `stained/00000140.jpg`, which are placeholders."""

import gzip
import io
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from replica.nmnh.plan import Sheet

SETS = ("stained", "unstained")
TIME = 1_508_371_200  # 19 October 2017, when the real sets were published
# A grey picture of 8 by 8 points in baseline JPEG (ITU-T T.81): all that follows the comment.
JPEG = (
    b"\xff\xdb\x00\x43\x00" + b"\x10" * 64  # one quantization table
    + b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"  # 8 bits, 8 by 8, one component
    + b"\xff\xc4\x00\x14\x00\x01" + bytes(16)  # Huffman codes: 0 is "no difference"
    + b"\xff\xc4\x00\x14\x10\x01" + bytes(16)  # and "end of block"
    + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9"  # the scan: both, and ones to fill the byte
)  # fmt: skip
NOTES = {".DS_Store": b"\0\0\0\1Bud1 folio replica", "README.txt": b"SYNTHETIC: made by folio's replica.\n"}


def write(path: Path, name: str, sheets: list[Sheet]) -> dict[str, object]:
    """Writes the set `name` (stained or unstained), a directory entry and two files that are no photographs among it.

    A sheet that is in the set twice has the same member twice, the second at the end, as appending leaves it. Gives
    the number of members by type."""
    found: Counter[str] = Counter()
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed,
        tarfile.open(
            fileobj=packed, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "folio replica"}
        ) as tar,
    ):
        for member, body in _members(name, sheets):
            tar.addfile(member, io.BytesIO(body))
            found["directory" if member.isdir() else "photograph" if member.name.endswith(".jpg") else "other"] += 1
    return {"members": found.total(), **found}


def _members(name: str, sheets: list[Sheet]) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    yield _info(f"{name}", 0, tarfile.DIRTYPE), b""
    for note, body in NOTES.items():
        yield _info(f"{name}/{note}", len(body)), body
    found = Counter(sheet.barcode for sheet in sheets for label in sheet.sets if label == name)
    for barcode in [*sorted(found), *(code for code, times in found.items() if times > 1)]:
        body = photograph(barcode)
        yield _info(f"{name}/{barcode}.jpg", len(body)), body


def _info(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.type, info.mode = size, TIME, kind, 0o755 if kind == tarfile.DIRTYPE else 0o644
    return info


def photograph(barcode: str) -> bytes:
    """A small JPEG file with a comment that names the barcode and the replica."""
    comment = f"folio replica {barcode}".encode()
    return b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + JPEG
