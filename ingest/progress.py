"""What a person sees while something long goes on: a bar on a terminal, plain lines elsewhere. All of it on stderr."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

EVERY = 5.0  # seconds between plain lines
_quiet = False


def console() -> Console:
    """stderr as it is now (pytest and callers replace it); rich obeys NO_COLOR."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def set_quiet(quiet: bool) -> None:
    """Show nothing but errors."""
    global _quiet  # noqa: PLW0603 - one process, one terminal
    _quiet = quiet


def say(line: str) -> None:
    """One plain line for a person."""
    if not _quiet:
        console().print(escape(line))


def amount(count: float, unit: str) -> str:
    """A count with its unit: `1.5 GB`, `10,357,547 rows`."""
    if unit != "B":
        return f"{count:,.0f} {unit}"
    for size, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size:
            return f"{count / size:.1f} {name}"
    return f"{count:.0f} B"


class _Amounts(TextColumn):
    """Done, of how many, at what rate: in the task's own unit."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        unit = str(task.fields["unit"])
        of = "" if task.total is None else f" of {amount(task.total, unit)}"
        rate = "" if not task.speed else f" ({amount(task.speed, unit)}/s)"
        return Text(f"{amount(task.completed, unit)}{of}{rate}")


class Tick:
    """The handle of a task under way."""

    def __init__(self, label: str, total: float | None, unit: str, bar: Progress | None, task: TaskID | None) -> None:
        self.label, self.total, self.unit = label, total, unit
        self.done = 0.0
        self._bar, self._task = bar, task
        self._began = self._said = time.monotonic()

    def advance(self, count: float) -> None:
        """`count` more units are done."""
        self.done += count
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)
        elif time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            of = "" if self.total is None else f" of {amount(self.total, self.unit)}"
            rate = self.done / max(self._said - self._began, 1e-9)
            say(f"{self.label}: {amount(self.done, self.unit)}{of}, {amount(rate, self.unit)}/s")


@contextmanager
def task(label: str, total: float | None = None, unit: str = "rows") -> Iterator[Tick]:
    """Show that `label` goes on: `total` units in all, or None where that is not known."""
    if _quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Tick(label, total, unit, None, None)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), _Amounts())
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console(), transient=True) as bar:
        yield Tick(label, total, unit, bar, bar.add_task(escape(label), total=total, unit=unit))
