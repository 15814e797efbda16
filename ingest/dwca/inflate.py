"""Compressed bytes as a bounded stream: deflate and gzip, a piece at a time, proven to their end.

ISA-L inflates at several times zlib's speed, and is otherwise the same.
"""

import zlib
from collections.abc import Iterator
from typing import Any

from isal import isal_zlib

from ..errors import FormatError
from .limits import RATIO_FREE_BYTES, SETTINGS, Limits

PIECE = 1 << 21
_DAMAGE: Any = (zlib.error, isal_zlib.error)
GZIP = b"\x1f\x8b"
# RFC 1952, section 2.3.1: the flags of a gzip header
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT = 2, 4, 8, 16


class Meter:
    """Counts what comes out of `packed` compressed bytes, and refuses a bomb. `name` is for the message."""

    def __init__(self, name: str, packed: int, limits: Limits) -> None:
        self.name, self.packed, self.limits, self.out = name, packed, limits, 0

    def add(self, size: int) -> None:
        """`size` more bytes came out; FormatError where that is more than the limits allow."""
        self.out += size
        if self.out > self.limits.expanded_bytes:
            raise FormatError(
                f"{self.name} unpacks to more than {self.limits.expanded_bytes:,} bytes"
                f" ({SETTINGS['expanded_bytes']} raises the limit)"
            )
        if self.out > RATIO_FREE_BYTES and self.out > self.limits.expansion_ratio * max(self.packed, 1):
            raise FormatError(
                f"{self.name} unpacks to more than {self.limits.expansion_ratio} times its size"
                f" ({SETTINGS['expansion_ratio']} raises the limit)"
            )


def inflate(chunks: Iterator[bytes], meter: Meter) -> Iterator[bytes]:
    """The bytes of a raw deflate stream (RFC 1951), in pieces of at most 1 MB; FormatError where it is damaged."""
    machine = isal_zlib.decompressobj(-15)
    for chunk in chunks:
        yield from _pieces(machine, chunk, meter)
    if not machine.eof:
        raise FormatError(f"{meter.name} is cut off; fetch it again")


def gunzip(chunks: Iterator[bytes], meter: Meter) -> Iterator[bytes]:
    """The bytes of a gzip file (RFC 1952), all its members one after another; FormatError where it is damaged."""
    machine, begun = isal_zlib.decompressobj(31), False
    for chunk in chunks:
        data = chunk
        while data:
            if not begun:
                data = data.lstrip(b"\0")  # some writers pad the last member with zeros
                if not data:
                    break
                machine, begun = isal_zlib.decompressobj(31), True
            yield from _pieces(machine, data, meter)
            data = b""
            if machine.eof:
                data, begun = machine.unused_data, False
    if begun:
        raise FormatError(f"{meter.name} is cut off; fetch it again")


def _pieces(machine: Any, data: bytes, meter: Meter) -> Iterator[bytes]:
    full = True
    while data or full:
        try:
            piece = machine.decompress(data, PIECE)
        except _DAMAGE as error:
            raise FormatError(f"{meter.name} is damaged ({error}); fetch it again") from error
        meter.add(len(piece))
        if piece:
            yield piece
        if machine.eof:
            return
        # a full piece may have left bytes behind inside the machine, though it has taken in all of `data`
        data, full = machine.unconsumed_tail, len(piece) >= PIECE


def crc32(piece: bytes, before: int) -> int:
    """The running CRC-32 of a zip member (APPNOTE, section 4.4.7)."""
    return int(isal_zlib.crc32(piece, before))


def gzip_comment(head: bytes) -> bytes:
    """The comment in the header of a gzip file (RFC 1952, section 2.3.1); empty where there is none."""
    if len(head) < 10 or not head.startswith(GZIP):
        return b""
    flags, at = head[3], 10
    if flags & _FEXTRA:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    if flags & _FNAME:
        at = head.find(b"\0", at) + 1
        if not at:
            return b""
    return head[at:].split(b"\0", 1)[0] if flags & _FCOMMENT else b""
