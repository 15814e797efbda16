"""The text of HTML as people see it."""

import re
import unicodedata
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

# tags that stand in a line; at the edges of all others (br, p, div, tr, …) a browser starts a new one
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|nobr|q|s|samp|small|span"
    "|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_UNSEEN = ("script", "style", "template", "rt", "rp")
# &nbsp; and its narrow and figure kin are typesetting: SQL's trim() and a parser of `365.64 m2` know only the blank
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})
_LAYOUT = re.compile(r" *[\n\r\t\f\v][ \n\r\t\f\v]*")


def plain(text: str) -> str:
    """Text for comparing: lower case, no accents, signs and runs of white space as one blank."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"\W+", " ", bare.casefold()).split())


def parse(text: str) -> Element | None:
    """The tree that libxml2 makes of a page, as browsers would, whatever its tags are; None where there is nothing."""
    try:
        return etree.fromstring(text.encode(), parser())
    except etree.XMLSyntaxError:  # "Document is empty"
        return None


def parser(**options: Any) -> etree.HTMLParser:
    """A parser of pages as UTF-8, whatever they declare of themselves, which the text was decoded by."""
    return etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, **options)


def is_tag(node: Element) -> bool:
    """Whether a node is a tag: comments and processing instructions stand in the tree too."""
    return isinstance(node.tag, str)


def text_of(tag: Element) -> str:
    """The text that a browser shows in `tag`, its ends stripped.

    A line break of the source, with the blanks around it, is one blank; so is a `<br>` and the edge of a block. Runs
    of blanks inside a line stay: names have them. `&nbsp;` is a blank. Comments and scripts are no text.
    """
    pieces = [_said(tag.text)]
    open_tags = [(iter(tag), "")]  # no recursion: hostile pages nest deeper than Python does
    while open_tags:
        children, end = open_tags[-1]
        child = next(children, None)
        if child is None:
            open_tags.pop()
            pieces.append(end)
        elif is_tag(child) and child.tag not in _UNSEEN:
            edge = "" if _INLINE.fullmatch(child.tag) else "\n"
            pieces += (edge, _said(child.text))
            open_tags.append((iter(child), edge + _said(child.tail)))
        else:
            pieces.append(_said(child.tail))
    return _LAYOUT.sub(" ", "".join(pieces).translate(_BLANKS)).strip(" ")


def _said(text: str | None) -> str:
    """The text between two tags; white space alone is how the source is laid out, and at most one blank."""
    if not text:
        return ""
    return text if text.strip(" \n\t\f\r") else "\n" if "\n" in text else " "
