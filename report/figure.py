"""What a figure of the report is: a question, its queries, and how the answer is said and drawn."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import altair as alt

from .reading import Table

Chart = alt.Chart | alt.LayerChart


@dataclass(frozen=True)
class Answer:
    """A figure's answer.

    text         in words
    chart        drawn; None where words and table say all
    description  the drawing in words, for those who do not see it
    legend       the colours' names; the page sets them, since a chart's own legend does not wrap on a phone
    sizes        the names of a drawing's dots, and their diameters in CSS pixels
    headline     the one number, and what it counts, for the top of the page
    """

    text: str
    chart: Chart | None = None
    description: str = ""
    legend: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, float] = field(default_factory=dict)
    headline: tuple[str, str] | None = None


@dataclass(frozen=True)
class Figure:
    """One figure.

    key      names the figure in the page's addresses
    title    what it shows
    queries  files of `queries/`; the rows of each are shown as a table, up to `rows_shown`
    answer   makes the answer from the queries' tables; None where there is nothing to show yet
    """

    key: str
    title: str
    queries: tuple[str, ...]
    answer: Callable[..., Answer | None]
    rows_shown: int = 60
    # queries whose rows are shown one below the other, a line each value: few, and full of prose
    stacked: tuple[str, ...] = ()
    # queries whose table stands open, since it says what the chart cannot: reasons, licences, what failed
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A chapter of the report."""

    key: str
    title: str
    intro: str
    figures: tuple[Figure, ...]
    # what to run where there is nothing to show
    commands: tuple[str, ...]


def count(number: float | None) -> str:
    """A number with separators of thousands."""
    return "none" if number is None else f"{number:,.0f}"


def counted(number: int, what: str) -> str:
    """A number of things, by the name of one."""
    return f"{count(number)} {what}" + ("" if number == 1 else "s")


def share(part: float, whole: float) -> str:
    """A share in per cent; with a decimal where it would read as all or nothing and is not."""
    if not whole:
        return "0 %"
    percent = 100 * part / whole
    if part in (0, whole) or 1 <= percent <= 99:
        return f"{percent:.0f} %"
    return f"{percent:.2g} %" if percent < 1 else f"{percent:.1f} %"


def listed(items: Iterable[str]) -> str:
    """Items as a sentence lists them."""
    *first, last = list(items) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def empty(table: Table, name: str) -> bool:
    """Whether a query counted nothing."""
    return not table.rows or table.total(name) == 0
