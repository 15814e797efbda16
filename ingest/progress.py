"""What a person sees while something long goes on: bars on a terminal, plain lines elsewhere. All of it on stderr."""

import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

EVERY = 5.0  # seconds between plain lines
WARNING = "warning: "  # how a line begins that is said with --quiet, too
_quiet = False


def console() -> Console:
    """stderr as it is now (pytest and callers replace it); rich obeys NO_COLOR."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def set_quiet(quiet: bool) -> None:
    """Show nothing but warnings and errors."""
    global _quiet  # noqa: PLW0603 - one process, one terminal
    _quiet = quiet


def is_quiet() -> bool:
    """Whether nothing but warnings and errors is wanted."""
    return _quiet


def say(line: str) -> None:
    """One plain line for a person; with --quiet only where it is a warning. Bars under way stay below it."""
    if _quiet and not line.startswith(WARNING):
        return
    (_screen.console or console()).print(escape(line))


def amount(count: float, unit: str) -> str:
    """A count with its unit: `1.5 GB`, `10,357,547 rows`, `1 row`."""
    if unit != "B":
        said = f"{count:,.0f}"
        return f"{said} {unit.removesuffix('s') if said == '1' else unit}"
    for size, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size:
            return f"{count / size:.1f} {name}"
    return f"{count:.0f} B"


def part(done: float, total: float | None, unit: str) -> str:
    """How much is done, of how much: `200 of 250 pages`, `1.2 GB of 1.4 GB`."""
    if total is None:
        return amount(done, unit)
    return f"{amount(done, unit) if unit == 'B' else f'{done:,.0f}'} of {amount(total, unit)}"


def pace(rate: float, unit: str) -> str:
    """Units a second, or a minute where it is less than one a second: `12 pages/min`."""
    return f"{amount(rate, unit)}/s" if rate >= 1 else f"{amount(rate * 60, unit)}/min"


class _Amounts(ProgressColumn):
    """Done, of how many, at what rate: in the task's own unit."""

    def render(self, task: Task) -> Text:
        unit = str(task.fields["unit"])
        rate = f" ({pace(task.speed, unit)})" if task.speed else ""
        return Text(part(task.completed, task.total, unit) + rate, no_wrap=True)


class _Share(ProgressColumn):
    """The share that is done; where no total is known, what is done."""

    def render(self, task: Task) -> Text:
        said = f"{task.percentage:3.0f}%" if task.total else amount(task.completed, str(task.fields["unit"]))
        return Text(said, no_wrap=True)


class _Left(ProgressColumn):
    """The time that is left, as far as it can be told: `1:05 left`."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        if not (left := task.time_remaining):
            return Text("")
        minutes, seconds = divmod(int(left), 60)
        hours, minutes = divmod(minutes, 60)
        return Text((f"{hours}:{minutes:02}" if hours else f"{minutes}") + f":{seconds:02} left", no_wrap=True)


def _label() -> TextColumn:
    return TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis", min_width=8))


class _Bars(Progress):
    """Every task under way, a line each, in as much detail as the terminal is wide: nothing may wrap."""

    WIDTHS: tuple[tuple[int, tuple[ProgressColumn, ...]], ...] = (
        (100, (SpinnerColumn(), _label(), BarColumn(30), _Amounts(), _Left())),
        (72, (_label(), BarColumn(12), _Amounts(), _Left())),
        (0, (_label(), _Share(), _Left())),
    )

    def get_renderables(self) -> Iterable[RenderableType]:
        """One table of the columns that fit, chosen anew each time: a window may be drawn narrower."""
        if self.tasks:  # rich asks before there is a console
            self.columns = next(columns for least, columns in self.WIDTHS if self.console.width >= least)
        yield self.make_tasks_table(self.tasks)


class _Screen:
    """The one live display of the process: its tasks may begin and end in several threads, in any order."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._bars: _Bars | None = None

    @property
    def console(self) -> Console | None:
        """The console that writes above the bars, while there are any."""
        bars = self._bars
        return bars.console if bars else None

    def add(self, label: str, total: float | None, unit: str) -> tuple[_Bars, TaskID]:
        """A bar more; the first one opens the display."""
        with self._lock:
            if self._bars is None:
                self._bars = _Bars(console=console(), transient=True)
                self._bars.start()
            return self._bars, self._bars.add_task(escape(label), total=total, unit=unit)

    def remove(self, task: TaskID) -> None:
        """A bar less; the last one closes the display, and nothing of it stays."""
        with self._lock:
            if self._bars is None:
                return
            self._bars.remove_task(task)
            if not self._bars.tasks:
                bars, self._bars = self._bars, None
                bars.stop()


_screen = _Screen()


class Tick:
    """The handle of a task under way; only the task's own thread may advance it."""

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
            rate = self.done / max(self._said - self._began, 1e-9)
            at = f", {pace(rate, self.unit)}" if rate else ""
            say(f"{self.label}: {part(self.done, self.total, self.unit)}{at}")


@contextmanager
def task(label: str, total: float | None = None, unit: str = "rows") -> Iterator[Tick]:
    """Show that `label` goes on: `total` units in all, or None where that is not known.

    Tasks may be under way at the same time, in one thread or several: each has its own bar, or its own plain lines.
    """
    if _quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Tick(label, total, unit, None, None)
        return
    bars, number = _screen.add(label, total, unit)
    try:
        yield Tick(label, total, unit, bars, number)
    finally:
        _screen.remove(number)
