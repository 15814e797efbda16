"""eml.xml: how the dataset is to be cited (Ecological Metadata Language 2.1 and 2.2, GBIF's metadata profile)."""

import re
from collections.abc import Iterator

from lxml import etree

from .markup import parse_xml

_DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)


def read(data: bytes, what: str) -> dict[str, str | None]:
    """What raw.datasets holds of a dataset. FormatError where the document is not well-formed or has a DTD.

    A field that the document lacks is None: metadata describes data, and never decides whether the data land.
    """
    root = parse_xml(data, what)
    dataset = next(_all(root, "dataset"), root)
    package = (root.get("packageId") or "").strip()
    alternatives = [text for node in _children(dataset, "alternateIdentifier") if (text := _text(node))]
    dois = [found[1] for text in (*alternatives, package) if (found := _DOI.fullmatch(text))]
    return {
        "title": _first(_children(dataset, "title")),
        "version": _version(package),
        "published": _first(_children(dataset, "pubDate")),
        "license": _license(dataset),
        "citation": _first(node for gbif in _all(root, "gbif") for node in _children(gbif, "citation"))
        or _first(_all(root, "citation")),
        "doi": dois[0] if dois else None,
        "url": _url(dataset, alternatives),
    }


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in node if etree.QName(child).localname == name)


def _all(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in node.iter(etree.Element) if etree.QName(child).localname == name)


def _text(node: etree._Element) -> str | None:
    return " ".join("".join(str(text) for text in node.itertext()).split()) or None


def _first(nodes: Iterator[etree._Element]) -> str | None:
    return next((text for node in nodes if (text := _text(node))), None)


def _license(dataset: etree._Element) -> str | None:
    """The licence's address, where the rights name one; else their words (EML's intellectualRights, or `licensed`)."""
    for rights in _children(dataset, "intellectualRights"):
        for link in _all(rights, "ulink"):
            if url := (link.get("url") or "").strip():
                return url
        if text := _text(rights):
            return text
    return _first(url for node in _children(dataset, "licensed") for url in _children(node, "url"))


def _url(dataset: etree._Element, alternatives: list[str]) -> str | None:
    """Where the dataset is described for people."""
    for node in _children(dataset, "distribution"):
        if (found := _first(_all(node, "url"))) and found.startswith("http"):
            return found
    return next((text for text in alternatives if text.startswith("http") and not _DOI.fullmatch(text)), None)


def _version(package: str) -> str | None:
    """The version at the end of an IPT's packageId: `…/v1.40` is 1.40."""
    found = re.search(r"(?:/|\b)v([0-9][0-9.]*)$", package)
    return found[1] if found else None
