"""How a path is told to be a zip, a tar, a folder or a data file; and zips themselves."""

import contextlib
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import FormatError, SourceError
from .container import REPLICA, Container, SingleFile, file_pieces
from .folders import Folder
from .inflate import GZIP, PIECE, Meter, crc32, gunzip, inflate
from .limits import Limits
from .magic import ZIP, unread
from .names import brief, safe_name
from .tars import Tar

_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error, ValueError)


def open_container(path: Path, address: str, limits: Limits, name: str) -> Container:
    """The container at `path`, known by its content; `name` is the file's own name, `address` names it in messages.

    Raises SourceError where there is nothing to read, FormatError where it is empty, damaged, hostile or something
    else altogether.
    """
    try:
        if path.is_dir():
            return Folder(path, address, limits)
        if path.exists() and not path.is_file():
            raise SourceError(f"{address} is neither a file nor a folder")
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise SourceError(f"cannot read {address}: {error.strerror}; name an archive, a folder or a file") from error
    if not head:
        raise FormatError(f"{address} is empty")
    if head.startswith(ZIP):
        return Zip(path, address, limits)
    if what := unread(head):
        raise FormatError(f"{address} is {what}, which folio does not read; give a zip, a tar.gz, or the file itself")
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise FormatError(f"{address} is a web page and no archive; open it in a browser to see what it says")
    zipped = head.startswith(GZIP)
    if _is_tar(_inside(path, address, limits) if zipped else head):
        return Tar(path, address, limits, zipped=zipped)
    return SingleFile(path, address, limits, name)


def _inside(path: Path, address: str, limits: Limits) -> bytes:
    """The first bytes of what is gzip'd."""
    pieces = gunzip(file_pieces(path), Meter(address, path.stat().st_size, limits))
    data = b""
    while len(data) < tarfile.BLOCKSIZE and (piece := next(pieces, b"")):
        data += piece
    return data


def _is_tar(head: bytes) -> bool:
    """Whether a header block of a tar stands there: its checksum says so (POSIX.1-2017 pax, ustar format)."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


class Zip(Container):
    """A zip (APPNOTE 6.3). Members are found by the directory at its end, so a truncated one is refused."""

    def __init__(self, path: Path, address: str, limits: Limits) -> None:
        super().__init__(address, limits)
        self.path = path
        try:
            with zipfile.ZipFile(path) as archive:
                self.synthetic = archive.comment == REPLICA.encode()
                entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        except (*_DAMAGE, NotImplementedError) as error:
            raise FormatError(
                f"{address} is a damaged or truncated zip ({brief(str(error))}); fetch it again"
            ) from error
        for entry in filter(_is_link, entries):
            self._note(_spelt(entry), "a symbolic link")
        listed = [(entry.filename, entry) for entry in entries if not _is_link(entry)]
        self._entries = dict(listed)
        self._list((name, safe_name(_spelt(entry), address)) for name, entry in listed)

    def size(self, name: str) -> int | None:
        return self._entries[self._stored[name]].file_size

    def _open(self, stored: str) -> Iterator[bytes]:
        entry, crc, size = self._entries[stored], 0, 0
        said = f"{brief(stored)} in {self.address}"
        if entry.flag_bits & 0x1:
            raise FormatError(f"{said} is encrypted; unpack it with its password, and give the folder")
        for piece in self._pieces(entry, said):
            crc, size = crc32(piece, crc), size + len(piece)
            yield piece
        if (crc, size) != (entry.CRC, entry.file_size):
            raise FormatError(f"{said} is damaged: its checksum or its length is wrong; fetch it again")

    def _pieces(self, entry: zipfile.ZipInfo, said: str) -> Iterator[bytes]:
        meter = Meter(said, min(entry.compress_size, self.path.stat().st_size), self.limits)
        try:
            if entry.compress_type == zipfile.ZIP_DEFLATED:
                yield from inflate(self._packed(entry, said), meter)
                return
            with zipfile.ZipFile(self.path) as archive, archive.open(entry) as file:
                while piece := file.read(PIECE):
                    meter.add(len(piece))
                    yield piece
        except NotImplementedError as error:
            raise FormatError(
                f"{said} is compressed in a way that folio does not read ({brief(str(error))})"
            ) from error
        except (*_DAMAGE, OSError, RuntimeError) as error:
            raise FormatError(f"{said} is damaged ({brief(str(error))}); fetch it again") from error

    def _packed(self, entry: zipfile.ZipInfo, said: str) -> Iterator[bytes]:
        """The member as it lies in the archive, after its local header (APPNOTE, section 4.3.7)."""
        with self.path.open("rb") as file:
            file.seek(entry.header_offset)
            header = file.read(30)
            if len(header) < 30 or not header.startswith(ZIP[0]):
                raise FormatError(f"{said} is damaged: no header stands where the directory says; fetch the zip again")
            names, extra = struct.unpack("<HH", header[26:30])
            file.seek(names + extra, 1)
            left = entry.compress_size
            while left and (piece := file.read(min(PIECE >> 2, left))):
                left -= len(piece)
                yield piece


def _spelt(entry: zipfile.ZipInfo) -> str:
    """The member's name. Archive Utility of macOS writes UTF-8 and does not say so (APPNOTE, appendix D, bit 11)."""
    if not entry.flag_bits & 0x800 and not entry.filename.isascii():
        with contextlib.suppress(UnicodeError):
            return entry.filename.encode("cp437").decode()
    return entry.filename


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)
