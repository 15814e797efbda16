"""What a meta.xml says that means nothing: a misspelt attribute leaves its default in force, and is easily missed."""

import difflib
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from .names import brief

_DATA_FILE = ("encoding", "fieldsTerminatedBy", "linesTerminatedBy", "fieldsEnclosedBy", "ignoreHeaderLines", "rowType")
# Darwin Core text guide, sections 2.1 to 2.5, and the two attributes of <field> that GBIF added.
_ATTRIBUTES = {
    "archive": ("metadata",),
    "core": (*_DATA_FILE, "dateFormat"),
    "extension": (*_DATA_FILE, "dateFormat"),
    "id": ("index",),
    "coreid": ("index",),
    "field": ("index", "term", "default", "vocabulary", "delimitedBy"),
}
_ELEMENTS = {
    "archive": ("core", "extension"),
    "core": ("files", "id", "field"),
    "extension": ("files", "coreid", "field"),
    "files": ("location",),
}
# Lines of this kind that one table is given.
_MOST = 5


def local(element: etree._Element) -> str:
    """The element's name in lower case, whatever its namespace: some writers leave it out or write `coreId`."""
    return etree.QName(element).localname.lower()


def strange(root: etree._Element, *, deep: bool = True) -> tuple[str, ...]:
    """A line for each attribute and element that the guide does not know, with the nearest that it does.

    `deep`: what is inside the element is looked at as well. Attributes and elements of other vocabularies are theirs.
    """
    found: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {}
    for element in root.iter(etree.Element) if deep else (root,):
        for what, name, known in _unknown(element):
            found.setdefault((local(element), name), (what, f"line {element.sourceline}", known))
    lines = [
        f"meta.xml {line}: <{kind}> has {what} {brief(name)}, which means nothing{_meant(name, known)}"
        for (kind, name), (what, line, known) in islice(found.items(), _MOST)
    ]
    more = [f"{len(found) - _MOST:,} more attributes and elements mean nothing"] if len(found) > _MOST else []
    return (*lines, *more)


def _meant(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name.lower()[:100], [one.lower() for one in known], 1)
    return next((f"; is {one} meant?" for one in known if near == [one.lower()]), "")


def _unknown(element: etree._Element) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    kind = local(element)
    for key in element.attrib:
        name = str(key)
        if kind in _ATTRIBUTES and not name.startswith("{") and name not in _ATTRIBUTES[kind]:
            yield "an attribute", name, _ATTRIBUTES[kind]
    for child in element:
        own = etree.QName(child).namespace in (None, etree.QName(element).namespace)
        if own and kind in _ELEMENTS and local(child) not in _ELEMENTS[kind]:
            yield "an element", etree.QName(child).localname, _ELEMENTS[kind]
