"""XML as strangers write it: nothing is fetched for it, nothing in it unfolds, and small slips are forgiven."""

import codecs
import re
from typing import Any

from lxml import etree

from ..errors import FormatError

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITER = re.compile(r"""(\sfieldsTerminatedBy\s*=\s*)("[^"<]*"|'[^'<]*')""")


def parse_xml(data: bytes, what: str) -> etree._Element:
    """The root of an XML document. FormatError where it is empty, not well-formed, or has a DTD.

    A DTD can declare entities that grow without bound or name files and addresses to read; nothing here needs one.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data if data.startswith(_WIDE) else mark + data[len(mark) :].lstrip(b" \t\r\n")
    if text == mark:
        raise FormatError(f"{what} is empty")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in text or "<!DOCTYPE".encode("utf-16-le") in text or "<!DOCTYPE".encode("utf-16-be") in text:
            raise FormatError(f"{what} has a DTD, which is not allowed") from None
        said = re.sub(r" *\(<string>, line [0-9]+\)", "", str(error))[:300]
        raise FormatError(f"{what} is not well-formed XML: {said}") from None
    document: Any = root.getroottree()
    if document.docinfo.doctype:
        raise FormatError(f"{what} has a DTD, which is not allowed")
    return root


def tabs_escaped(data: bytes) -> bytes:
    """A meta.xml in which the tabs of `fieldsTerminatedBy` are `&#9;`.

    An XML parser turns a tab that is written as itself into a blank (XML 1.0, section 3.3.3); the writer meant the tab.
    """
    # Latin-1 gives back every byte as it was, whatever encoding of eight bits it is
    encoding = "utf-16" if data.startswith(_WIDE) else "latin-1"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return data  # no XML, as its parser will say
    escaped = _DELIMITER.sub(lambda found: found[1] + found[2].replace("\t", "&#9;"), text)
    return data if escaped == text else escaped.encode(encoding)
