"""Failures that folio expects: each is said in one line that names the thing and what to do.

The command line turns a `FolioError` into that line and exit status 1, and the landing zone into a `failed` row of
`raw.loads`. Anything else is a bug and shows its traceback.
"""


class FolioError(Exception):
    """An expected failure. `str(error)` is one line for a person."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())


class SourceError(FolioError):
    """The source cannot be had: no answer, refused, not found, changed under the reader, checksum wrong."""


class FormatError(FolioError):
    """The source was read and is not what it should be: damaged, hostile, against its standard."""


class LandingError(FolioError):
    """The landing zone cannot take the load: held by another load, no space, not writable, counts not proven."""
