"""Tars, gzip'd or not: one pass to list what is in them, and one more for each file that is read."""

import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..errors import FormatError
from .container import REPLICA, Container, file_pieces
from .inflate import PIECE, Meter, gunzip
from .limits import Limits
from .names import brief, safe_name


class Tar(Container):
    """A tar, gzip'd or not. It has no directory: it is listed in one pass, and each file is found in another."""

    def __init__(self, path: Path, address: str, limits: Limits, *, zipped: bool) -> None:
        super().__init__(address, limits)
        self.path, self.zipped = path, zipped
        self._sizes: dict[str, int] = {}
        self._list((name, safe_name(name, address)) for name in self._listed())

    def size(self, name: str) -> int | None:
        return self._sizes[self._stored[name]]

    def _listed(self) -> Iterator[str]:
        for member, _ in self._members(note=True):
            self._sizes[member.name] = member.size
            yield member.name

    def _open(self, stored: str) -> Iterator[bytes]:
        for member, file in self._members():
            if member.name == stored:
                left = member.size
                while left and (piece := file.read(min(PIECE, left))):
                    left -= len(piece)
                    yield piece
                if left:
                    raise FormatError(f"{brief(stored)} in {self.address} is cut off; fetch it again")
                return

    def _members(self, *, note: bool = False) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
        """The regular files, each with its bytes while it is at hand. Links and devices are never files here."""
        chunks = file_pieces(self.path)
        if self.zipped:
            chunks = gunzip(chunks, Meter(self.address, self.path.stat().st_size, self.limits))
        stream = _Reader(chunks)
        try:
            with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as tar:  # type: ignore[call-overload]
                for member in tar:
                    tar.members = []  # else it keeps every header it has met
                    file = tar.extractfile(member) if member.isreg() and not member.issparse() else None
                    if file is not None:
                        yield member, file
                    elif note and not member.isdir():
                        self._note(member.name, _what(member))
                self.synthetic = tar.pax_headers.get("comment") == REPLICA
            while stream.read(PIECE):  # to the end, where gzip proves its checksum
                pass
        except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
            raise FormatError(f"{self.address} is a damaged tar ({brief(str(error))}); fetch it again") from error


def _what(member: tarfile.TarInfo) -> str:
    """What a member is that is neither a plain file nor a folder (POSIX.1-2017 pax, typeflag)."""
    if member.issym() or member.islnk():
        return f"a {'symbolic' if member.issym() else 'hard'} link to {brief(member.linkname)}"
    return "a sparse file" if member.issparse() else "a pipe" if member.isfifo() else "a device"


class _Reader:
    """Pieces of bytes as the file that tarfile wants."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        while len(self._rest) < size and (piece := next(self._chunks, b"")):
            self._rest += piece
        data, self._rest = self._rest[:size], self._rest[size:]
        return data
