"""The SHA-256 by which what was landed is recognised."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from .errors import SourceError


def of_file(path: Path, address: str, algorithm: str = "sha256") -> str:
    """The digest of a file of the disk; SourceError, with the `address` that a person gave, where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, algorithm).hexdigest()
    except OSError as error:
        raise SourceError(f"cannot read {address}: {error.strerror}") from error


def of_all(digests: Sequence[str]) -> str:
    """One digest for files that are landed together: a single file's own; for several, the digest of their digests, one
    after another.
    """
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


class Later:
    """The digest of a file that is to be read as it is now; made when it is called.

    SourceError is raised where the file has changed since, or cannot be read. Whoever reads on after that calls
    `check` at the end.
    """

    def __init__(self, path: Path, address: str) -> None:
        self._path, self._address = path, address
        self._was = self._state()

    def __call__(self) -> str:
        made = of_file(self._path, self._address)
        self.check()
        return made

    def check(self) -> None:
        """Raise SourceError where the file is not as it was."""
        if self._state() != self._was:
            raise SourceError(f"{self._address} changed while it was read; land it again when it is whole")

    def _state(self) -> tuple[int, int, int]:
        try:
            found = self._path.stat()
        except OSError as error:
            raise SourceError(f"cannot read {self._address}: {error.strerror}") from error
        return found.st_ino, found.st_size, found.st_mtime_ns
