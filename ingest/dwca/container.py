"""What holds the data files: decided by content, listed under safe names, read by name, never unpacked.

A container is a zip, a tar (gzip'd or not), a folder, or one data file (gzip'd or not). Its names are relative, with
`/`; what file managers leave behind is not listed; one folder that holds everything is looked through.
"""

import os
import re
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from ..errors import FormatError, SourceError
from .inflate import GZIP, PIECE, Meter, gunzip, gzip_comment
from .limits import MEMBERS, Limits

REPLICA = "folio replica"
# Left behind by file managers, on any depth.
_JUNK = re.compile(r"(^|/)(__MACOSX(/|$)|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


class Container(ABC):
    """Data files under their names. `address` names the container in messages, `limits` bound what comes out of it."""

    synthetic = False

    def __init__(self, address: str, limits: Limits) -> None:
        self.address, self.limits = address, limits
        self.names: list[str] = []
        self._stored: dict[str, str] = {}
        self._twice: set[str] = set()

    @abstractmethod
    def _open(self, stored: str) -> Iterator[bytes]:
        """The bytes of the member that the container itself calls `stored`."""

    def size(self, name: str) -> int | None:
        """The bytes of the file, where the container knows."""
        return None

    def total(self, name: str) -> int | None:
        """The bytes that reading the file gives, where that is known: for the progress bar."""
        return self.size(name)

    def open(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, in pieces; a gzip'd one is inflated. FormatError where they cannot be had whole."""
        if name in self._twice:
            raise FormatError(f"{self.address} holds {name} twice, and which one counts cannot be known")
        chunks = self._open(self._stored[name])
        first = next(chunks, b"")
        while 0 < len(first) < len(GZIP) and (more := next(chunks, b"")):
            first += more
        whole = chain([first] if first else [], chunks)
        if first.startswith(GZIP):
            packed = self.size(name) or 0
            yield from gunzip(whole, Meter(self.said(name), packed or len(first), self.limits))
        else:
            yield from whole

    def read(self, name: str, most: int) -> bytes:
        """A small file whole; FormatError where it is larger than `most` bytes."""
        data = bytearray()
        for chunk in self.open(name):
            data += chunk
            if len(data) > most:
                raise FormatError(f"{self.said(name)} is larger than {most:,} bytes, which no such file needs")
        return bytes(data)

    def said(self, name: str) -> str:
        """The file as a message names it."""
        return f"{name} in {self.address}"

    def _list(self, members: Iterable[tuple[str, str]]) -> None:
        """Take the members (what the container calls them, and their safe names), without junk and without the one
        folder that holds them all.
        """
        named = [(stored, name) for stored, name in islice(members, MEMBERS + 1) if not _JUNK.search(name)]
        if len(named) > MEMBERS:
            raise FormatError(f"{self.address} holds more than {MEMBERS:,} files; name the archive itself")
        folders = {name.split("/", 1)[0] if "/" in name else "" for _, name in named}
        root = len(folders.pop()) if len(folders) == 1 else 0
        for stored, whole in named:
            name = whole[root:].lstrip("/")
            if name in self._stored:
                self._twice.add(name)
            self._stored[name] = stored
        self.names = list(self._stored)


def safe_name(raw: str, where: str) -> str:
    """A member's name with `/` and without `./`; FormatError where it leads out of the archive.

    IPT 2.0.5 wrote a backslash before each name, and some Windows tools write them between folders.
    """
    name = raw.replace("\\", "/")
    if raw.startswith("\\"):
        name = name.lstrip("/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:/", name) or "\0" in name:
        raise FormatError(f"{where} holds the unsafe name '{raw}', which leads out of it; nothing of it is read")
    return "/".join(parts)


def file_pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file of the disk."""
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from error


class Folder(Container):
    """A directory. A symbolic link that leads out of it is refused; nothing but regular files is read."""

    def __init__(self, path: Path, address: str, limits: Limits) -> None:
        super().__init__(address, limits)
        self.path = path.resolve()
        self._list((name, name) for name in self._walk())

    def _walk(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.path):
            folders.sort()
            yield from ((Path(folder) / name).relative_to(self.path).as_posix() for name in sorted(files))

    def size(self, name: str) -> int | None:
        return self._inside(self._stored[name]).stat().st_size

    def _open(self, stored: str) -> Iterator[bytes]:
        return file_pieces(self._inside(stored))

    def _inside(self, stored: str) -> Path:
        path = (self.path / stored).resolve()
        if not path.is_relative_to(self.path):
            raise FormatError(f"{stored} in {self.address} is a symbolic link to a file outside; it is not followed")
        try:
            regular = stat.S_ISREG(path.stat().st_mode)
        except OSError as error:
            raise FormatError(f"cannot read {stored} in {self.address}: {error.strerror}") from error
        if not regular:
            raise FormatError(f"{stored} in {self.address} is not a regular file")
        return path


class SingleFile(Container):
    """One data file, gzip'd or not. `name` is what the file is called, without `.gz`."""

    def __init__(self, path: Path, address: str, limits: Limits, name: str) -> None:
        super().__init__(address, limits)
        self.path = path
        with path.open("rb") as file:
            head = file.read(1 << 16)
        self.synthetic = gzip_comment(head) == REPLICA.encode()
        self.zipped = head.startswith(GZIP)
        name = re.sub(r"\.gz$", "", name, flags=re.IGNORECASE) if self.zipped else name
        self.names = [name]
        self._stored = {name: name}

    def size(self, name: str) -> int | None:
        return self.path.stat().st_size

    def total(self, name: str) -> int | None:
        return None if self.zipped else self.size(name)

    def said(self, name: str) -> str:
        return self.address

    def _open(self, stored: str) -> Iterator[bytes]:
        return file_pieces(self.path)
