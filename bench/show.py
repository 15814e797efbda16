"""How results look: rows of text that the terminal's tables and the Markdown file share."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.measure import Run
from bench.results import Check, Goal, Part, Results

RUNS = ("", "wall", "CPU", "peak memory", "")
GOALS = ("goal", "measured", "limit", "")
CHECKS = ("check", "", "")
SMALL = (
    "The goals are set for the real size, SCALE=1. On small input it is start-up that is measured: Python's, dbt's,"
    " a database's."
)


def memory(size: int | None) -> str:
    """Bytes as people say them; nothing where they were not measured."""
    if size is None:
        return "not measured"
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def run_row(run: Run) -> tuple[str, ...]:
    """A run's figures; none but the time where it failed."""
    figures = (f"{run.wall:.1f} s", f"{run.cpu:.1f} s", memory(run.peak))
    return (run.name, *(figures if run.ok else (figures[0], "", "")), run.said)


def goal_row(goal: Goal, *, small: bool) -> tuple[str, ...]:
    """A goal's figures and its verdict. `small`: on input below the size that goals are set for."""
    if goal.value is None:
        return goal.what, "", limit(goal), "not measured"
    verdict = "met" if goal.met else "not met"
    return (
        goal.what,
        f"{goal.value:.2f} {goal.unit}".strip(),
        limit(goal),
        verdict + (", at this size" if small and goal.sized else ""),
    )


def limit(goal: Goal) -> str:
    """`at most 0.5`, `at most 20 s`."""
    return f"at most {goal.limit:g} {goal.unit}".strip()


def check_row(check: Check) -> tuple[str, ...]:
    """A check and whether it holds."""
    return check.what, "yes" if check.holds else "NO", check.told


def tables(part: Part, *, small: bool) -> list[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """A part's tables, header and rows, those without rows left out."""
    found = [
        (RUNS, [run_row(run) for run in part.runs]),
        (GOALS, [goal_row(goal, small=small) for goal in part.goals]),
        (CHECKS, [check_row(check) for check in part.checks]),
    ]
    return [(header, rows) for header, rows in found if rows]


def markdown(results: Results) -> str:
    """The file that goes with the JSON."""
    small = results.scale < 1
    lines = [
        f"# folio's benchmark at scale {results.scale:g}, {results.date}",
        "",
        f"`make bench SCALE={results.scale:g}`, folio at {results.revision}, seed {results.seed}."
        " Peak memory is the summed PSS of all processes, sampled.",
        "",
        "The machine: " + "; ".join(f"{name} {value}" for name, value in results.machine.items()) + ".",
        "Versions: " + ", ".join(f"{name} {value}" for name, value in results.versions.items()) + ".",
        "Settings: " + (", ".join(f"`{name}={value}`" for name, value in results.settings.items()) or "none") + ".",
        *(["", SMALL] if small else []),
    ]
    for part in results.parts:
        lines += ["", f"## {part.name}", "", part.title]
        for header, rows in tables(part, small=small):
            lines += ["", _line(header), _line([":--", *["--:"] * (len(header) - 2), ":--"]), *map(_line, rows)]
        lines += ["", *(f"- {note}" for note in part.notes)] if part.notes else []
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def show(console: Console, part: Part, *, small: bool) -> None:
    """A part on the terminal."""
    console.print(f"\n[bold]{escape(part.name)}[/bold]: {escape(part.title)}")
    for header, rows in tables(part, small=small):
        _table(console, header, rows)
    for note in part.notes:
        console.print(f"- {note}", markup=False)


def _table(console: Console, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    shown = Table(box=SIMPLE, pad_edge=False)
    for place, name in enumerate(header):
        shown.add_column(name, justify="right" if 0 < place < len(header) - 1 else "left", overflow="fold")
    for row in rows:
        shown.add_row(*map(escape, row))
    console.print(shown)
