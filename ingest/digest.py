"""The SHA-256 by which what was landed is recognised."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from .errors import SourceError


def of_file(path: Path, address: str) -> str:
    """The digest of a file of the disk; SourceError, with the `address` that a person gave, where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(f"cannot read {address}: {error.strerror}") from error


def of_all(digests: Sequence[str]) -> str:
    """One digest for files that are landed together: a single file's own, of several that of theirs in a row."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
