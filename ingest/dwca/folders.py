"""Directories: what an archive is once it has been unpacked."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..errors import FormatError, SourceError
from .container import Container, file_pieces
from .limits import Limits
from .names import brief


class Folder(Container):
    """A directory. A symbolic link that leads out of it is refused; nothing but regular files is read."""

    def __init__(self, path: Path, address: str, limits: Limits) -> None:
        super().__init__(address, limits)
        self.path = path.resolve()
        self._list((name, name) for name in self._walk())

    def _walk(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.path, onerror=self._closed):
            for name in folders:
                if (Path(folder) / name).is_symlink():
                    self._note((Path(folder) / name).relative_to(self.path).as_posix(), "a symbolic link to a folder")
            folders.sort()
            yield from ((Path(folder) / name).relative_to(self.path).as_posix() for name in sorted(files))

    def _closed(self, error: OSError) -> None:
        if Path(error.filename) == self.path:
            raise SourceError(f"cannot read {self.address}: {error.strerror}")
        closed = Path(error.filename).relative_to(self.path).as_posix()
        self._note(closed, f"a folder that cannot be read ({error.strerror})")

    def size(self, name: str) -> int | None:
        return self._inside(self._stored[name]).stat().st_size

    def _open(self, stored: str) -> Iterator[bytes]:
        return file_pieces(self._inside(stored))

    def _inside(self, stored: str) -> Path:
        path = (self.path / stored).resolve()
        if not path.is_relative_to(self.path):
            raise FormatError(
                f"{brief(stored)} in {self.address} is a symbolic link to a file outside; it is not followed"
            )
        try:
            regular = stat.S_ISREG(path.stat().st_mode)
        except OSError as error:
            raise FormatError(f"cannot read {brief(stored)} in {self.address}: {error.strerror}") from error
        if not regular:
            raise FormatError(f"{brief(stored)} in {self.address} is not a regular file")
        return path
