"""What holds the data files: decided by content, listed under safe names, read by name, never unpacked.

A container is a zip, a tar (gzip'd or not), a folder, or one data file (gzip'd or not). Its names are relative, with
`/`; what file managers leave behind is not listed; one folder that holds everything is looked through.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from ..errors import FormatError, SourceError
from .inflate import GZIP, PIECE, Meter, gunzip, gzip_comment
from .limits import MEMBERS, Limits
from .magic import packed
from .names import brief

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
        self._odd: dict[str, str] = {}
        self._root = ""

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
            raise FormatError(f"{self.said(name)} is there twice, and which one counts cannot be known")
        chunks = self._open(self._stored[name])
        first = next(chunks, b"")
        while 0 < len(first) < 10 and (more := next(chunks, b"")):
            first += more
        if inside := packed(first):
            raise FormatError(f"{self.said(name)} is {inside}, which folio does not read; pack the file itself")
        whole = chain([first] if first else [], chunks)
        if first.startswith(GZIP):
            size = self.size(name) or len(first)
            yield from gunzip(whole, Meter(self.said(name), size, self.limits))
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
        return f"{brief(name)} in {self.address}"

    def whole(self, name: str) -> str:
        """A file's path in the archive, with the folder that holds everything."""
        return self._root + name

    def irregular(self, name: str) -> str | None:
        """What stands under a name where a file should, as the end of a sentence; None where nothing does."""
        for stored, what in self._odd.items():
            odd = stored.removeprefix(self._root)
            if odd == name:
                return f"is {what} in the archive; only regular files are read, so pack the file itself"
            if name.startswith(f"{odd}/"):
                return f"lies in {brief(odd)}, which is {what}; it is not followed, so pack the files themselves"
        if any(other.startswith(f"{name}/") for other in self.names):
            return "is a folder in the archive, and must be a file"
        return None

    def absent(self, name: str) -> str:
        """Why a name that is not in `names` cannot be read, as the end of a sentence."""
        near = (name.lower(), name.lower() + ".gz", name.lower().replace("\\", "/"))
        alike = [other for other in self.names if other.lower() in near]
        missing = "is not in the archive" + (f", though {brief(alike[0])} is" if alike else "")
        return self.irregular(name) or missing

    def _note(self, name: str, what: str) -> None:
        """Remember a member that is no regular file: it is not listed, but a message may have to name it."""
        if len(self._odd) < MEMBERS:
            self._odd["/".join(PurePosixPath(name.replace("\\", "/")).parts)] = what

    def _list(self, members: Iterable[tuple[str, str]]) -> None:
        """Take the members (what the container calls them, and their safe names), without junk and without the one
        folder that holds them all.
        """
        named = [(stored, name) for stored, name in islice(members, MEMBERS + 1) if not _JUNK.search(name)]
        if len(named) > MEMBERS:
            raise FormatError(f"{self.address} holds more than {MEMBERS:,} files; name the archive itself")
        folders = {name.split("/", 1)[0] if "/" in name else "" for _, name in named}
        self._root = f"{folders.pop()}/" if len(folders) == 1 and "" not in folders else ""
        for stored, whole in named:
            name = whole.removeprefix(self._root)
            if name in self._stored:
                self._twice.add(name)
            self._stored[name] = stored
        self.names = list(self._stored)


def file_pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file of the disk."""
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from error


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
