"""The text of HTML as people see it."""

import re
import unicodedata

from bs4 import Tag
from bs4.element import CData, NavigableString

# tags that stand in a line; at the edges of all others (br, p, div, tr, …) a browser starts a new one
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|nobr|q|s|samp|small|span"
    "|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_UNSEEN = ("script", "style", "template")
# &nbsp; and its narrow and figure kin are typesetting: SQL's trim() and a parser of `365.64 m2` know only the blank
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})
_LAYOUT = re.compile(r" *[\n\r\t\f\v][ \n\r\t\f\v]*")


def plain(text: str) -> str:
    """Text for comparing: lower case, no accents, signs and runs of white space as one blank."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"\W+", " ", bare.casefold()).split())


def text_of(tag: Tag) -> str:
    """The text that a browser shows in `tag`, its ends stripped.

    A line break of the source, with the blanks around it, is one blank; so is a `<br>` and the edge of a block. Runs
    of blanks inside a line stay: names have them. `&nbsp;` is a blank. Comments and scripts are no text.
    """
    pieces: list[str] = []
    open_tags = [(iter(tag.contents), "")]  # no recursion: hostile pages nest deeper than Python does
    while open_tags:
        children, edge = open_tags[-1]
        child = next(children, None)
        if child is None:
            open_tags.pop()
            pieces.append(edge)
        elif isinstance(child, Tag):
            if child.name not in _UNSEEN:
                edge = "" if _INLINE.fullmatch(child.name) else "\n"
                pieces.append(edge)
                open_tags.append((iter(child.contents), edge))
        elif type(child) in (NavigableString, CData):  # its other kinds are comments, doctypes, scripts
            pieces.append(str(child))
    return _LAYOUT.sub(" ", "".join(pieces).translate(_BLANKS)).strip(" ")
