"""meta.xml: which files an archive holds, how they are written, what their columns mean (Darwin Core text guide)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from ..errors import FormatError
from .dialect import Dialect, declared
from .markup import parse_xml, tabs_escaped
from .names import brief, location_path, plain_path
from .spelling import local, strange
from .terms import local_name

# What meta.xml is written in; also the term of the column that its <id> or <coreid> names.
NAMESPACE = "http://rs.tdwg.org/dwc/text/"


@dataclass(frozen=True)
class Field:
    """A mapped column: its name and its term (a URI, or what the header says), its index if it is in the file, and
    the default for empty cells if it has one.
    """

    name: str
    term: str | None
    index: int | None
    default: str | None = None


@dataclass(frozen=True)
class DataFile:
    """A core or an extension: one table, written in one or several files that follow one another.

    `id_index` is the column of `<id>` or `<coreid>`, and `id_term` says so; without a meta.xml it is the term of the
    column that the id was taken from. `where` names the element in messages.
    """

    kind: str
    locations: tuple[str, ...]
    row_type: str | None
    dialect: Dialect
    id_index: int | None
    fields: tuple[Field, ...]
    id_term: str | None = None
    warnings: tuple[str, ...] = ()
    where: str = ""

    def paths(self) -> tuple[str, ...]:
        """The locations as a container lists them; FormatError where one is no plain path inside the archive."""
        return tuple(location_path(location, self.where) for location in self.locations)


@dataclass(frozen=True)
class Archive:
    """What meta.xml says: the core, its extensions, and the name of the file that describes the dataset."""

    core: DataFile
    extensions: tuple[DataFile, ...] = ()
    metadata: str | None = None

    @property
    def files(self) -> tuple[DataFile, ...]:
        """The core, then the extensions in their order."""
        return (self.core, *self.extensions)


def parse(data: bytes, what: str) -> Archive:
    """The archive that meta.xml describes; `what` names the file for messages.

    Raises FormatError where it breaks a rule, with the element, its line, and the rule.
    """
    root = parse_xml(tabs_escaped(data), what)
    if local(root) != "archive":
        raise FormatError(f"{what} begins with <{brief(local(root))}>, and must begin with <archive>")
    cores = [element for element in root if local(element) == "core"]
    extensions = [element for element in root if local(element) == "extension"]
    if len(cores) != 1:
        raise FormatError(f"{what} has {len(cores)} <core> elements, and must have exactly one")
    core = _data_file(cores[0], what, needs_id=bool(extensions))
    core = replace(core, warnings=(*strange(root, deep=False), *core.warnings))
    found = tuple(_data_file(element, what, needs_id=True) for element in extensions)
    return Archive(core, found, (root.get("metadata") or "").strip() or None)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local(child) == name)


def _data_file(element: etree._Element, what: str, *, needs_id: bool) -> DataFile:
    kind = local(element)
    where = f"{what} line {element.sourceline}: <{kind}>"
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    named = [
        "".join(str(text) for text in location.itertext()).strip()
        for files in _children(element, "files")
        for location in _children(files, "location")
    ]
    if not named or not all(named):
        raise FormatError(f"{where} names no file in <files><location>")
    # the same file once more holds no other rows
    firsts: dict[str, str] = {}
    for name in named:
        firsts.setdefault("/" * name.startswith("/") + plain_path(name), name)
    locations = tuple(firsts.values())
    row_type = attributes.get("rowType", "").strip() or None
    fields = tuple(_field(field, what) for field in _children(element, "field"))
    return DataFile(
        kind=kind,
        locations=locations,
        row_type=row_type,
        dialect=declared(attributes, where),
        id_index=_id_index(element, kind, where, needs_id=needs_id),
        fields=fields,
        id_term=NAMESPACE + ("id" if kind == "core" else "coreid"),
        warnings=(*_warnings(kind, named, locations, row_type, fields), *strange(element)),
        where=where,
    )


def _warnings(
    kind: str, named: Sequence[str], locations: Sequence[str], row_type: str | None, fields: Sequence[Field]
) -> Iterator[str]:
    if not row_type:
        yield f"<{kind}> of {brief(locations[0])} has no rowType"
    again = [name for number, name in enumerate(named) if name in named[:number] or name not in locations]
    if again:
        yield f"<{kind}> names {brief(again[0])} more than once; it was read once"
    empty = [brief(field.name) for field in fields if field.index is None and field.default is None]
    if empty:
        more = f" and {len(empty) - 5:,} more" if len(empty) > 5 else ""
        yield f"with neither an index nor a default, these columns are empty: {', '.join(empty[:5])}{more}"


def _id_index(element: etree._Element, kind: str, where: str, *, needs_id: bool) -> int | None:
    """The column of the row's id: `<id>` of the core, `<coreid>` of an extension."""
    name = "id" if kind == "core" else "coreid"
    found = list(_children(element, name))
    if len(found) > 1:
        raise FormatError(f"{where} has {len(found)} <{name}> elements, and can have one")
    index = _index(found[0], where, name) if found else None
    if index is None and needs_id:
        why = "an extension must name the column of the core's id" if kind != "core" else "a core with extensions must"
        raise FormatError(f'{where} has no <{name} index="…">; {why}')
    return index


def _field(element: etree._Element, what: str) -> Field:
    where = f"{what} line {element.sourceline}: <field>"
    term = (element.get("term") or "").strip()
    if not term:
        raise FormatError(f"{where} has no term, so its column cannot be named")
    return Field(local_name(term) or "column", term, _index(element, where, "field"), element.get("default") or None)


def _index(element: etree._Element, where: str, name: str) -> int | None:
    text = (element.get("index") or "").strip()
    if not text:
        return None
    if not re.fullmatch(r"\+?[0-9]{1,18}", text):
        raise FormatError(f"{where}: index '{brief(text)}' of <{name}> is not a column's number, counted from 0")
    return int(text)
