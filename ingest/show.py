"""Tables for people: whole in a pipe, fitted to a terminal; no number is ever shortened, no name broken."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

WORDS_LEAST = 22  # characters that a column of words is worth having


@dataclass(frozen=True)
class Column:
    """A column of a table.

    number   stands to the right, and goes first where room is short and it is 0 all the way
    words    free text: may be wrapped between words
    """

    name: str
    number: bool = False
    words: bool = False


Cells = Sequence[str]


def out() -> Console:
    """stdout as it is now; nothing is wrapped behind our backs. rich obeys NO_COLOR."""
    return Console(highlight=False, soft_wrap=True, markup=False)


def say(line: str, style: str | None = None) -> None:
    """One line for a person, on stdout: wrapped between words on a terminal, whole in a pipe."""
    console = out()
    for one in _wrapped(line, console.width) if console.is_terminal else [line]:
        console.print(one, style=style)


def table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """Print a table on stdout, as wide as it is in a pipe, and as wide as the terminal on one."""
    console = out()
    for line in lines(columns, rows, console.width if console.is_terminal else None):
        console.print(line)


def lines(columns: Sequence[Column], rows: Sequence[Sequence[object]], width: int | None) -> list[Text]:
    """The lines of a table that is `width` characters wide at most; None is without limit.

    Where room is short, columns of zeros go first; then each row becomes a block of its own.
    """
    cells = [[_said(value) for value in row] for row in rows]
    telling = [
        index
        for index, column in enumerate(columns)
        if not column.number or any(row[index] not in ("", "0") for row in cells)
    ]
    for kept in (range(len(columns)), telling):
        chosen = [columns[index] for index in kept]
        chosen_cells = [[row[index] for index in kept] for row in cells]
        for gutter in (2, 1):
            widths = _widths(chosen, chosen_cells, gutter, width)
            if widths:
                return _grid(chosen, chosen_cells, widths, gutter)
    return _blocks(columns, cells, telling, width or 80)


def _said(value: object) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _widths(columns: Sequence[Column], rows: Sequence[Cells], gutter: int, width: int | None) -> list[int] | None:
    """Each column's width, words made narrower where that helps; None where it does not fit."""
    widths = [
        max([cell_len(column.name), *(cell_len(row[index]) for row in rows)]) for index, column in enumerate(columns)
    ]
    short = sum(widths) + gutter * (len(widths) - 1) - (width or 10**9)
    for index, column in enumerate(columns):
        if short > 0 and column.words:
            narrower = max(widths[index] - short, min(widths[index], WORDS_LEAST))
            short -= widths[index] - narrower
            widths[index] = narrower
    return None if short > 0 else widths


def _grid(columns: Sequence[Column], rows: Sequence[Cells], widths: list[int], gutter: int) -> list[Text]:
    made = []
    if any(column.name for column in columns):
        made = [Text(_line(columns, [column.name for column in columns], widths, gutter), style="bold")]
    for row in rows:
        parts = [
            _wrapped(cell, size) if column.words else [cell]
            for column, cell, size in zip(columns, row, widths, strict=True)
        ]
        for number in range(max(map(len, parts))):
            told = [part[number] if number < len(part) else "" for part in parts]
            made.append(Text(_line(columns, told, widths, gutter)))
    return made


def _line(columns: Sequence[Column], cells: Cells, widths: list[int], gutter: int) -> str:
    padded = []
    for column, cell, size in zip(columns, cells, widths, strict=True):
        space = " " * (size - cell_len(cell))
        padded.append(space + cell if column.number else cell + space)
    return (" " * gutter).join(padded).rstrip()


def _blocks(columns: Sequence[Column], rows: Sequence[Cells], telling: Sequence[int], width: int) -> list[Text]:
    """Each row by itself: its name, then what is known of it, line by line."""
    label = max((cell_len(columns[index].name) for index in telling[1:]), default=0)
    made: list[Text] = []
    for row in rows:
        made.append(Text(row[0], style="bold"))
        for index in telling[1:]:
            name = f"  {columns[index].name.ljust(label)}  " if label else "  "
            parts = _wrapped(row[index], width - len(name)) if columns[index].words else [row[index]]
            made += [
                Text(f"{name if number == 0 else ' ' * len(name)}{part}") for number, part in enumerate(parts) if part
            ]
    return made


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 12), break_long_words=False, break_on_hyphens=False) or [""]
