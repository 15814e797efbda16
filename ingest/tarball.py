"""Label sets: tarballs of images, of which only the listing is landed.

The archive is read as a stream and nothing of it is written anywhere: a member's name is data, whatever it says.
A set may be a path, an address, or an article of Figshare's API (https://docs.figshare.com/#public_article), which
names the file, its size and its MD5.
"""

import gzip
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

from . import digest, http, landing, progress
from .errors import FolioError, FormatError, SourceError
from .landing import Column
from .sources import default

COLUMNS = [
    Column("archive"),
    Column("member_path"),
    Column("member_type"),
    Column("size_bytes", "BIGINT"),
    Column("position", "BIGINT"),
]
ARTICLE = re.compile(r"/v2/articles/\d+(/files)?/?")
# POSIX.1-2017 pax, ustar interchange format, table "typeflag field"; what is not there is named by its flag
TYPES = {
    tarfile.REGTYPE: "file",
    tarfile.AREGTYPE: "file",
    tarfile.LNKTYPE: "hard link",
    tarfile.SYMTYPE: "symbolic link",
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.DIRTYPE: "directory",
    tarfile.FIFOTYPE: "fifo",
    tarfile.CONTTYPE: "file",
}
REPLICA = "folio replica"


@dataclass(frozen=True)
class Label:
    """A label set on this disk: its name, its file, where it came from, and whether a replica made it."""

    archive: str
    path: Path
    address: str
    sha256: str
    synthetic: bool


def land(source: str, archives: Mapping[str, str] | None = None, *, again: bool = False) -> list[dict[str, Any]]:
    """Land the members of each tarball in `raw.<source>_tar_members`; the ledger's rows of the load.

    `archives` gives each set's name its path or address; without it those of sources.yml are taken. Sets that were
    landed before and are unchanged are not landed once more, unless `again`. Raises SourceError where one cannot be
    had, FormatError where one is not a whole gzip'd tarball with at least one member.
    """
    wanted = archives or default(source, "archives")
    origin = ", ".join(wanted.values())
    with landing.begin(source, origin=origin, kind="tarball") as load:
        labels = [_fetch(load, name, address) for name, address in wanted.items()]
        load.sha256 = digest.of_all([label.sha256 for label in labels])
        table = load.table(f"{source}_tar_members", COLUMNS, [label.path.name for label in labels])
        if not again and load.is_unchanged():
            return load.report
        synthetic = []
        for label in labels:
            synthetic.append(label.synthetic)
            with progress.task(f"listing {label.archive}", label.path.stat().st_size, "B") as tick:
                table.rows_read += table.write(_members(label, tick, synthetic))
        if any(synthetic):
            load.origin = f"replica {origin}"
    return load.report


def _fetch(load: landing.Load, archive: str, address: str) -> Label:
    """The set's file, downloaded where it is not a path; its citation goes to raw.datasets."""
    if not http.is_address(address):
        try:
            return Label(archive, Path(address), address, digest.of_file(Path(address), address), synthetic=False)
        except SourceError as error:
            raise SourceError(f"{error}; name a .tar.gz or an address") from error
    if ARTICLE.fullmatch(urlsplit(address).path):
        return _fetch_article(load, archive, address)
    kept = http.download(address, label=f"{archive} from {urlsplit(address).netloc}")
    return Label(archive, kept.path, address, kept.sha256, kept.synthetic)


def _fetch_article(load: landing.Load, archive: str, address: str) -> Label:
    """The one tarball of a Figshare article, checked against the MD5 and the size that the API gives."""
    parts = urlsplit(address)
    article_url = urlunsplit(parts._replace(path=re.sub(r"(/files)?/?$", "", parts.path), query="", fragment=""))
    session = http.session()
    files, _ = http.get_json(session, f"{article_url}/files")
    article, _ = http.get_json(session, article_url)
    if not isinstance(files, list) or not isinstance(article, dict):
        raise SourceError(f"{article_url} does not answer as Figshare's API does; check the address")
    tarballs = [
        file for file in files if isinstance(file, dict) and str(file.get("name", "")).endswith((".tar.gz", ".tgz"))
    ]
    if len(tarballs) != 1:
        names = ", ".join(str(file.get("name")) for file in files if isinstance(file, dict)) or "no file"
        raise SourceError(f"{article_url} holds {names}, not one .tar.gz; download it and name its path")
    file = tarballs[0]
    try:
        url, md5, size = str(file["download_url"]), str(file["computed_md5"]), int(file["size"])
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(f"{article_url}/files does not give download_url, computed_md5 and size") from error
    kept = http.download(url, expect_md5=md5, expect_size=size, label=f"{archive}: {file['name']}", http=session)
    licence = article.get("license")
    load.dataset(
        title=_text(article.get("title")),
        version=_text(article.get("version")),
        published=_text(article.get("published_date")),
        license=_text(licence.get("url") or licence.get("name") if isinstance(licence, dict) else licence),
        citation=_text(article.get("citation")),
        doi=_text(article.get("doi")),
        url=_text(article.get("url_public_html") or article.get("figshare_url")),
    )
    return Label(archive, kept.path, address, kept.sha256, kept.synthetic)


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


class _Watched:
    """A file that reports how far it was read."""

    def __init__(self, file: IO[bytes], tick: progress.Tick) -> None:
        self._file, self._tick = file, tick

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._tick.advance(len(piece))
        return piece


def _members(label: Label, tick: progress.Tick, synthetic: list[bool]) -> Iterator[tuple[str, str, str, int, int]]:
    """A row for each member, in the archive's order, whatever its name; the marks of a replica go to `synthetic`."""
    name, position = label.address, 0
    try:
        with label.path.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                raise FormatError(f"{name} is not gzip'd (its first bytes say so); a label set is a .tar.gz")
            file.seek(0)
            # mode "r|": one pass, no seeking; gzip checks the length and the CRC at the end of the stream
            with (
                gzip.GzipFile(fileobj=_Watched(file, tick)) as inflated,  # type: ignore[call-overload]
                tarfile.open(fileobj=inflated, mode="r|", errors="surrogateescape") as tar,
            ):
                for member in tar:
                    position += 1
                    kind = TYPES.get(member.type, f"type {member.type!r}")
                    yield label.archive, _name(member.name), kind, member.size, position
                    tar.members = []  # type: ignore[attr-defined] # else it keeps every header it has met
                synthetic.append((tar.pax_headers or {}).get("comment") == REPLICA)
                _read_to_the_end(inflated)
    except FolioError:
        raise
    except EOFError as error:
        raise FormatError(f"{name} is cut off after {position:,} members; fetch it again") from error
    except tarfile.ReadError as error:
        what = f"is damaged after {position:,} members ({error})" if position else f"holds no tar archive ({error})"
        raise FormatError(f"{name} {what}; fetch it again") from error
    except (tarfile.TarError, zlib.error, gzip.BadGzipFile) as error:
        raise FormatError(f"{name} is damaged after {position:,} members ({error}); fetch it again") from error
    if not position:
        raise FormatError(f"{name} is an empty archive; nothing was landed")


def _name(name: str) -> str:
    """The member's name as text; bytes that are not UTF-8 become `\\xNN`, and a NUL or a line break stays."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read_to_the_end(stream: IO[bytes]) -> None:
    """Read what follows the end marker, so that gzip proves its checksum and a cut is seen."""
    while stream.read(1 << 20):
        pass
