"""Writes deflated pieces into a zip archive and, at the same time, into bare .gz files. Every time stamp is fixed.

All bear the replica's mark: the zip archive in its comment, a .gz file in its header's FCOMMENT field.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from replica.nmnh.lines import END, Piece, deflater

MARK = b"folio replica"
DATE = (2025 - 1980) << 9 | 10 << 5 | 1  # 1 October 2025, in MS-DOS form
BIG = 0xFFFFFFFF
UTF8 = 0x0800  # general purpose bit 11: names are UTF-8


@dataclass
class Member:
    """A member's entry in the central directory."""

    name: bytes
    offset: int
    crc: int = 0
    packed: int = 0
    size: int = 0


class Archive:
    """A zip archive (PKWARE APPNOTE 6.3.3); a context manager. Members have ZIP64 fields (4.5.3), small ones too."""

    def __init__(self, path: Path) -> None:
        self._file, self.members = path.open("wb"), list[Member]()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._directory()
        self._file.close()

    def add(self, name: str, pieces: Iterable[Piece], bare: Path | None = None) -> Member:
        """Adds a member; writes the same stream to `bare` as gzip, where that is given."""
        member = Member(name.encode(), self._file.tell())
        self._file.write(self._head(member))
        gzipped = bare.open("wb") if bare else None
        try:
            if gzipped:  # RFC 1952: deflate, FCOMMENT, no time, fastest, unknown system
                gzipped.write(b"\x1f\x8b\x08\x10\0\0\0\0\x04\xff" + MARK + b"\0")
            self._pour(member, pieces, [self._file, gzipped] if gzipped else [self._file])
            if gzipped:
                gzipped.write(struct.pack("<LL", member.crc, member.size & BIG))
        finally:
            if gzipped:
                gzipped.close()
        end = self._file.tell()
        self._file.seek(member.offset)
        self._file.write(self._head(member))
        self._file.seek(end)
        self.members.append(member)
        return member

    @staticmethod
    def _pour(member: Member, pieces: Iterable[Piece], outputs: list[BinaryIO]) -> None:
        crc32 = deflater().crc32
        for text, packed in chain(pieces, [(b"", END)]):
            member.crc = crc32(text, member.crc)
            member.size += len(text)
            member.packed += len(packed)
            for output in outputs:
                output.write(packed)

    @staticmethod
    def _head(member: Member) -> bytes:
        extra = struct.pack("<HHQQ", 1, 16, member.size, member.packed)
        fixed = (b"PK\x03\x04", 45, UTF8, zlib.DEFLATED, 0, DATE, member.crc, BIG, BIG, len(member.name), len(extra))
        return struct.pack("<4s5H3L2H", *fixed) + member.name + extra

    def _directory(self) -> None:
        start = self._file.tell()
        for member in self.members:
            extra = struct.pack("<HHQQQ", 1, 24, member.size, member.packed, member.offset)
            fixed = (
                b"PK\x01\x02",
                45,
                45,
                UTF8,
                zlib.DEFLATED,
                0,
                DATE,
                member.crc,
                BIG,
                BIG,
                len(member.name),
                len(extra),
            )
            self._file.write(struct.pack("<4s6H3L5H2L", *fixed, 0, 0, 0, 0, BIG) + member.name + extra)
        size, end, count = self._file.tell() - start, self._file.tell(), len(self.members)
        self._file.write(struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start))
        self._file.write(struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1))
        self._file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, BIG, BIG, len(MARK)) + MARK)
