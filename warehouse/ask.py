"""`python -m warehouse.ask NAME`: a ready question of analyses/ with its whole answer.

`dbt show` fits an answer to the screen by leaving columns out and cutting what is long; here nothing is left out. A
question's variables follow its name: `python -m warehouse.ask sheet_by_barcode barcode=00000140`.
"""

import csv
import json
import os
import re
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import yaml

from ingest import show
from ingest.command import Command, finish, run
from ingest.errors import FolioError
from ingest.show import Column

from .reading import opened
from .steps import dbt

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "analyses"
ON_TERMINAL = 100  # rows
PROSE = 30  # characters from which a text with blanks is wrapped between its words
Rows = list[tuple[Any, ...]]


def questions() -> dict[str, str]:
    """What each question asks, by its name."""
    described = yaml.safe_load((QUESTIONS / "_analyses.yml").read_text(encoding="utf-8"))["analyses"]
    return {each["name"]: each["description"] for each in described}


def variables(question: str, given: tuple[str, ...]) -> dict[str, str]:
    """The variables of a question from `name=value` arguments. Raises click.UsageError for one that it has not."""
    text = (QUESTIONS / f"{question}.sql").read_text(encoding="utf-8")
    known = sorted(set(re.findall(r"""\bvar\(["'](\w+)["']""", text)))
    found = {}
    for argument in given:
        name, sign, value = argument.partition("=")
        if not sign or name not in known:
            takes = f"takes {', '.join(f'{each}=…' for each in known)}" if known else "takes no variables"
            raise click.UsageError(f"{argument!r}: {question} {takes}")
        if not re.fullmatch(r"[\w .:-]+", value):
            raise click.UsageError(f"{argument!r}: a value is of letters, digits, blanks and . : -")
        found[name] = value
    return found


def compiled(question: str, values: dict[str, str]) -> str:
    """The SQL of a question, as dbt compiles it; without the warehouse, so nobody else's look at it is in the way.

    Raises FolioError where dbt cannot compile it.
    """
    # other variables make dbt parse everything anew: a folder of their own keeps its quick start for the other commands
    target = Path(os.environ.get("DBT_TARGET_PATH") or ROOT / "target").absolute() / ("ask" if values else "")
    done = dbt(
        "--quiet", "--no-write-json", "compile", "--no-introspect", "--no-populate-cache", "--select", question,
        "--vars", json.dumps(values), "--target-path", str(target),
    )  # fmt: skip
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise FolioError(f"dbt cannot compile {question}: {said[-1].strip() if said else 'it has not said why'}")
    return (target / "compiled" / "folio" / "analyses" / f"{question}.sql").read_text(encoding="utf-8")


def answer(sql: str) -> tuple[list[str], Rows]:
    """The names and the rows of an answer. Raises FolioError where the warehouse is not there, held, or not built."""
    with opened() as con:
        found = con.execute(sql)
        return [column[0] for column in found.description or ()], found.fetchall()


def table(names: list[str], rows: Rows, limit: int | None) -> None:
    """Print an answer for a person; the first `limit` rows of it (0: all; None: 100 on a terminal, all elsewhere)."""
    most = limit if limit is not None else ON_TERMINAL if sys.stdout.isatty() else 0
    shown = [[said(value) for value in row] for row in (rows[:most] if most else rows)]
    columns = [
        Column(
            name,
            number=any(type(row[place]) in (int, float, Decimal) for row in rows),
            words=any(len(row[place]) > PROSE and " " in row[place] for row in shown),
        )
        for place, name in enumerate(names)
    ]
    show.table(columns, shown)
    more = f"; all of them: --limit 0, or --csv into a file ({len(rows):,})" if len(shown) < len(rows) else ""
    show.say(f"{len(shown):,} row{'' if len(shown) == 1 else 's'}{more}")


def said(value: object) -> str:
    """A value for a person: no separators, since many numbers here are names."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case _:
            return str(value)


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("question", required=False)
@click.argument("values", nargs=-1, metavar="[VARIABLE=VALUE]...")
@click.option("--csv", "as_csv", is_flag=True, help="Print all rows as CSV.")
@click.option("--limit", type=click.IntRange(min=0), help="Rows to show; 0: all. Without it: 100 on a terminal.")
def cli(question: str | None, values: tuple[str, ...], as_csv: bool, limit: int | None) -> None:
    """Ask one of the ready questions in analyses/; without a QUESTION, list them."""
    known = questions()
    if question is None:
        made = [{"question": name, "asks": asks} for name, asks in known.items()]
        finish(made, lambda: show.table([Column("question"), Column("what it asks", words=True)], list(known.items())))
        return
    if question not in known:
        raise click.UsageError(f"there is no question {question!r}; there are: {', '.join(known)}")
    names, rows = answer(compiled(question, variables(question, values)))
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([names, *rows])
        return
    finish([dict(zip(names, row, strict=True)) for row in rows], lambda: table(names, rows, limit))


def main() -> None:
    """Run the command; an expected failure is said in one line."""
    run(cli, "python -m warehouse.ask")


if __name__ == "__main__":
    main()
