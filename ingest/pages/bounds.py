"""How much a page may hold: far more than any permit's does, and little enough to be read in bounded memory and time.

Spans carry a cell's text over to other places, so that a page of some kilobytes may stand for gigabytes; what counts
is what would be landed.
"""

import re
from collections.abc import Mapping

from lxml import etree

from .text import parser

LARGEST = 4 << 20  # bytes of a page
TAGS = 100_000  # of any kind
CELLS = 20_000  # of all tables, those that hang over among them
SIGNS = 8_000_000  # of all cells and headings, counted wherever a span carries them
HEADINGS = 200  # of any kind
ATTRIBUTES = 1_000  # of one tag: each one more is compared with all before it
SHORT = 64 << 10  # signs of a page whose tags cannot hold so many that it takes more than a second

_TAG = re.compile(r"<[a-z!?]", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)


class TooLarge(ValueError):
    """A page holds more than any permit's does."""

    def __init__(self, what: str) -> None:
        super().__init__(f"too large: it has more than {what}")


def check(text: str) -> None:
    """Raise TooLarge for a page that is not even to be parsed: a tree of tags takes 500 times its bytes in memory."""
    if len(text) > LARGEST:
        raise TooLarge(f"{LARGEST >> 20} MB")
    for what, most, name in ((_CELL, CELLS, "cells"), (_TAG, TAGS, "tags")):
        if sum(1 for _ in what.finditer(text)) > most:
            raise TooLarge(f"{most:,} {name}")
    if len(text) > SHORT:
        etree.fromstring(text.encode(), parser(target=_Attributes()))


class _Attributes:
    """Sees the tags of a page go by, and keeps nothing of them (lxml: the parser target interface)."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(attributes) > ATTRIBUTES:
            raise TooLarge(f"{ATTRIBUTES:,} attributes in a tag")

    def close(self) -> None:
        pass


class Budget:
    """What the cells and headings of one page have used up."""

    def __init__(self) -> None:
        self._cells = self._signs = 0

    def take(self, signs: int, cells: int = 0) -> None:
        """So many more. Raises TooLarge where that is too much."""
        self._cells += cells
        self._signs += signs
        if self._cells > CELLS:
            raise TooLarge(f"{CELLS:,} cells")
        if self._signs > SIGNS:
            raise TooLarge(f"{SIGNS / 1e6:.0f} million signs in its cells")
