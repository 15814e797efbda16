"""Tables of a permit page, cell by cell: rowspan and colspan carried, nothing keyed, nothing overwritten.

A page has three headings, each followed by a table. The grid is formed as the HTML standard forms it (Tables,
"Forming a table"), with bounds: a span reaches no further than its row group, and one of more than `WIDE` columns,
which people write for "the whole width", no further than the table's other rows.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.etree import _Element as Element

from .bounds import HEADINGS as MANY
from .bounds import Budget, TooLarge
from .text import is_tag, plain, text_of

# of what is read from a page: raise it with every change here or in read.py, text.py, bounds.py that lets a page say
# something else, and the next run reads the kept pages anew
VERSION = 3
SECTIONS = ("datos generales", "parametros de construccion", "otros datos")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUPS = ("thead", "tbody", "tfoot")
WIDE = 16  # columns

# each row's group, and its own cells
Rows = list[tuple[int, list[Element]]]


class Cell(NamedTuple):
    """A cell of the grid, counted from 1; `is_spanned` where it hangs over from a cell above or to the left."""

    section: str
    row_number: int
    column_number: int
    text: str
    is_spanned: bool


class Page(NamedTuple):
    """What stands on a page: its cells, our headings that it has, those without a table, and others that have one."""

    cells: list[Cell]
    headings: list[str]
    without_table: list[str]
    others: list[str]


def read(page: Element) -> Page:
    """The cells of the three tables. Raises TooLarge where there is too much."""
    cells: list[Cell] = []
    found, without, others = [], [], []
    rows_of: dict[str, int] = {}
    marks = list(page.iter("table", *HEADINGS))
    if sum(tag.tag != "table" for tag in marks) > MANY:
        raise TooLarge(f"{MANY} headings")
    budget = Budget()
    texts: list[str | None] = []
    for tag in marks:
        texts.append(None if tag.tag == "table" else text_of(tag))
        budget.take(len(texts[-1] or ""))
    is_ours = [text is not None and plain(text) in SECTIONS for text in texts]
    ranks = {tag.tag for tag, ours in zip(marks, is_ours, strict=True) if ours}
    for at, (heading, section) in enumerate(zip(marks, texts, strict=True)):
        if section is None:
            continue
        table = _table_after(marks, is_ours, at)
        if not is_ours[at]:
            if heading.tag in ranks and table is not None:
                others.append(section)
            continue
        found.append(section)
        if table is None:
            without.append(section)
            continue
        # a heading that comes twice goes on where its first table ended
        first = rows_of.get(section, 0)
        rows = _rows(table)
        width = 0
        if any(_span(cell, "colspan") > WIDE for _, line in rows for cell in line):
            width = max(cell.column_number for cell in _grid(section, first, rows, Budget()))
        cells += _grid(section, first, rows, budget, width)
        rows_of[section] = first + len(rows)
    return Page(cells, found, without, others)


def _table_after(marks: list[Element], is_ours: list[bool], at: int) -> Element | None:
    """The first table behind a heading and before the next one of its rank; out of tables that only lay it out."""
    rank = HEADINGS.index(marks[at].tag)
    following = at + 1
    while following < len(marks) and marks[following].tag != "table":
        if is_ours[following] or HEADINGS.index(marks[following].tag) <= rank:
            return None
        following += 1
    if following == len(marks):
        return None
    table = marks[following]
    while (inner := table.find(".//table")) is not None:
        rows = _rows(table)
        if len(rows) != 1 or len(rows[0][1]) != 1:
            break
        table = inner
    return table


def _rows(table: Element) -> Rows:
    """The table's own rows, not those of tables inside it: the number of the row group, and the cells.

    Rows may stand without a tbody, and cells without a row, as people write them.
    """
    rows: Rows = []
    group = 0

    def add(parent: Element) -> None:
        nonlocal group
        loose: list[Element] = []
        for child in filter(is_tag, parent):
            if child.tag in ("td", "th"):
                if not loose:
                    rows.append((group, loose))
                loose.append(child)
                continue
            loose = []
            if child.tag == "tr":
                rows.append((group, list(child.iterchildren("td", "th"))))
            elif child.tag in _GROUPS:
                group += 1
                add(child)
                group += 1
            elif child.tag == "form":  # lies around rows on old sites, where a browser ignores it
                add(child)

    add(table)
    return rows


def _span(tag: Element, name: str) -> int:
    """A span as the standard reads it (digits, what follows ignored); 1 where that is no number."""
    given = tag.get(name)
    digits = None if given is None else re.match(r"\s*\+?([0-9]{1,9})", given)
    return int(digits.group(1)) if digits else 1


def _grid(section: str, first: int, rows: Rows, budget: Budget, width: int = 0) -> Iterator[Cell]:
    """The cells of rows, those that hang over among them; `first` rows of the section came before.

    `width`: the columns that a span of more than `WIDE` fills.
    """
    hanging: dict[int, tuple[int, str]] = {}  # column: (rows that it still hangs over, text)
    last_of = {group: number for number, (group, _) in enumerate(rows)}
    before = None
    for number, (group, cells) in enumerate(rows):
        if group != before:  # spans end with their row group
            hanging, before = {}, group
        line: dict[int, tuple[str, bool]] = {}
        for column, (left, text) in list(hanging.items()):
            line[column] = (text, True)
            hanging.pop(column)
            if left > 1:
                hanging[column] = (left - 1, text)
        column = 0
        for cell in cells:
            while column in line:
                column += 1
            text = text_of(cell)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            left = last_of[group] - number if down == 0 else min(down - 1, last_of[group] - number)
            if across > WIDE:
                across = width - column
            for offset in range(max(1, across)):
                if column in line:
                    break
                line[column] = (text, offset > 0)
                if left:
                    hanging[column] = (left, text)
                column += 1
        budget.take(sum(len(text) for text, _ in line.values()), len(line))
        for place in sorted(line):
            text, is_spanned = line[place]
            yield Cell(section, first + number + 1, place + 1, text, is_spanned)
