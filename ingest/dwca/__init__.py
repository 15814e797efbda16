"""Darwin Core Archives: tables in text files, described by a meta.xml (https://dwc.tdwg.org/text/).

    container, archives   what holds the files: zip, tar (tars), folder (folders), single file; by content (magic)
    descriptor, headers   what meta.xml says of them (markup, spelling), or where there is none, their header line
    text, records         a file's bytes as UTF-8, and the records in it
    roads, together       the way of a file into its table, fast or careful (padding), by Arrow's reader (arrow), and
                          the proof of its rows and of their width; side by side
    star, eml             what ids say of core and extensions; how the dataset is to be cited

Nothing is unpacked: a file streams out of its archive, block by block, into Parquet.
"""

import contextlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from .. import digest, http, landing
from ..errors import FormatError
from ..landing import Column, Load, Table
from ..sources import default
from . import eml, headers, star
from .archives import open_container
from .arrow import Cell
from .container import Container, SingleFile
from .descriptor import Archive, DataFile, parse
from .limits import SETTINGS, XML_BYTES, limits
from .names import brief, location_path
from .roads import Job
from .together import Work, land_files

META = "meta.xml"
# Signs of a file's name that its table bears: the landing zone's own file names hold it, and disks take 255 bytes.
_STEM = 100


def land(
    source: str, address: str | None = None, tables: Mapping[str, str] | None = None, *, again: bool = False
) -> list[dict[str, Any]]:
    """Land an archive, or bare tab-separated files, as `raw.<source>_…`; the ledger's rows of the load.

    `address` is a path or an address (default: the source's in sources.yml). `tables` maps a table's name to a file
    with a header line; then there is no archive. A file that was landed before and is unchanged is not landed once
    more, unless `again`. Raises SourceError where something cannot be had, FormatError where it is not a Darwin Core
    Archive that can be read whole, in one line with the file, the element and the rule.
    """
    if tables:
        return _land_bare(source, tables, again=again)
    address = address or str(default(source, "archive"))
    with landing.begin(source, origin=address, kind="dwca") as load:
        container, load.sha256 = _open(load, address)
        if not again and load.is_unchanged():
            return load.report
        archive = _describe(container)
        files = [(file, _paths(container, file)) for file in archive.files]
        made = [_table(load, file, PurePosixPath(paths[0]).name) for file, paths in files]
        core, *extensions = [table for table, _ in made]
        for extension in extensions:
            extension.hashed = True  # unlike a core's, their rows have no id of their own
        work = [
            Work(
                table,
                [Job(container, *of, file, cells, container.limits) for of in zip(paths, file.locations, strict=True)],
            )
            for (file, paths), (table, cells) in zip(files, made, strict=True)
        ]
        land_files(load, work, meanwhile=load.digest)
        star.check(load, core, extensions)
        _cite(load, container, archive, core)
    return load.report


def _land_bare(source: str, tables: Mapping[str, str], *, again: bool) -> list[dict[str, Any]]:
    """Land files without a meta.xml under names that the person gives."""
    origin = ", ".join(tables.values())
    with landing.begin(source, origin=origin, kind="tables") as load:
        digests, work = [], []
        for name, address in tables.items():
            container, sha256 = _open(load, address)
            if not isinstance(container, SingleFile):
                raise FormatError(f"{address} is no data file; give an archive without --table")
            digests.append(sha256)
            file = headers.bare(container, container.limits)
            table, cells = _table(load, file, name)
            table.hashed = True  # whether its rows have a key, no meta.xml tells
            job = Job(container, container.names[0], container.names[0], file, cells, container.limits)
            work.append(Work(table, [job]))
        load.sha256 = lambda: digest.of_all([each() if callable(each) else each or "" for each in digests])
        load.origin = f"replica {origin}" if load.origin.startswith("replica ") else origin
        if not again and load.is_unchanged():
            return load.report
        land_files(load, work, meanwhile=load.digest)
        for each in work:
            star.check(load, each.table, ())
    return load.report


def _open(load: Load, address: str) -> tuple[Container, str | digest.Later | None]:
    """The container at a path or an address, and the SHA-256 of its file, or what makes it later; None for a folder. A
    replica's mark goes to the origin.
    """
    sha256: str | digest.Later | None
    if http.is_address(address):
        kept = http.download(address, label=f"{load.source} from {urlsplit(address).netloc}")
        path, sha256, synthetic = kept.path, kept.sha256, kept.synthetic
        name = PurePosixPath(unquote(urlsplit(address).path)).name or "data"
    else:
        path, sha256, synthetic = Path(address), None, False
        with contextlib.suppress(OSError):  # a path that cannot even be looked at is for the container to name
            if path.is_file():
                sha256 = digest.Later(path, address)
                load.before_commit.append(sha256.check)
        name = path.absolute().name
    container = open_container(path, address, limits(), name)
    if synthetic or container.synthetic:
        load.origin = f"replica {address}"
    return container, sha256


def _describe(container: Container) -> Archive:
    """What the archive holds: by its meta.xml, or by the header line of its only data file."""
    found = [name for name in container.names if name == META] or [
        name for name in container.names if name.lower() == META
    ]
    if found and not isinstance(container, SingleFile):
        return parse(container.read(found[0], XML_BYTES), container.said(found[0]))
    return headers.describe(container, container.limits)


def _paths(container: Container, file: DataFile) -> list[str]:
    """The files of a core or an extension, as the container lists them; FormatError where one is missing."""
    # one tool writes é as one sign, another as two: the same name, in two forms of Unicode
    composed = {unicodedata.normalize("NFC", name): name for name in container.names}
    paths = []
    for location, path in zip(file.locations, file.paths(), strict=True):
        found = path if path in container.names else composed.get(unicodedata.normalize("NFC", path))
        if found is None:
            raise FormatError(f"{file.where}: <location> {brief(location)} {container.absent(path)}")
        paths.append(found)
    return paths


def _table(load: Load, file: DataFile, name: str) -> tuple[Table, list[Cell]]:
    """The table of a core or an extension, and where each of its columns comes from.

    First the id, then the columns in the file's order, then those that meta.xml only gives a default.
    """
    stem = re.sub(r"\.[^.]*$", "", re.sub(r"\.gz$", "", name, flags=re.IGNORECASE))[:_STEM]
    fields = sorted(file.fields, key=lambda field: (field.index is None, field.index or 0))
    named = [(file.id_term, file.id_index, None, "id")] if file.id_index is not None else []
    found = [*named, *((field.term, field.index, field.default, field.name) for field in fields)]
    names = landing.unique_names(name for *_, name in found)
    columns = [
        Column(name, term=term, default=default) for name, (term, _, default, _) in zip(names, found, strict=True)
    ]
    most = limits().columns
    if not 0 < len(columns) <= most:
        raise FormatError(
            f"{file.where or file.locations[0]} maps {len(columns):,} columns, and can map 1 to {most:,}"
            f" ({SETTINGS['columns']} raises the limit)"
        )
    table = load.table(
        landing.table_name(load.source, stem, load.tables), columns, file.locations, row_type=file.row_type
    )
    for line in file.warnings:
        table.warn(line)
    cells = [Cell(name, index, default) for name, (_, index, default, _) in zip(names, found, strict=True)]
    return table, cells


def _cite(load: Load, container: Container, archive: Archive, core: Table) -> None:
    """What eml.xml says of the dataset, for raw.datasets. Where it is missing or broken the data land all the same."""
    name, usual = None, next((name for name in container.names if name.lower() == "eml.xml"), None)
    if archive.metadata is not None:
        try:
            name = location_path(archive.metadata, f"{container.address}: metadata")
        except FormatError as error:
            core.warn(f"the dataset's description was not read: {error}")
        if name is not None and name not in container.names:
            core.warn(f"{brief(archive.metadata)}, which should describe the dataset, {container.absent(name)}")
            name = None
    name = name or usual
    if name is None:
        return
    try:
        load.dataset(**eml.read(container.read(name, XML_BYTES), container.said(name)))
    except FormatError as error:
        core.warn(f"the dataset's description cannot be read: {error}")
