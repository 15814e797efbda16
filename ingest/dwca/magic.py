"""What a file that folio does not read is, by its first bytes, so that a person hears more than that it is no text."""

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# No text begins with these.
_PACKED = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\xfd7zXZ\0": "xz'd",
    b"\x28\xb5\x2f\xfd": "zstd'd",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"Rar!\x1a\x07": "a RAR archive",
}
# A text may: the first id of a data file can be PAR1. A file that is given alone has a header line.
_ALONE = {b"Rar!": "a RAR archive", b"BZh": "bzip2'd", b"%PDF": "a PDF", b"PAR1": "a Parquet file"}


def packed(head: bytes) -> str | None:
    """What a member of an archive is that begins so, where it is no text."""
    if head.startswith(ZIP):
        return "a zip"
    if head.startswith(b"BZh") and head[4:10] == b"1AY&SY":
        return "bzip2'd"
    return next((what for magic, what in _PACKED.items() if head.startswith(magic)), None)


def unread(head: bytes) -> str | None:
    """What a file given for an archive is, where folio reads no such thing. A zip is read."""
    known = _PACKED | _ALONE
    return next((what for magic, what in known.items() if head.startswith(magic)), None)
