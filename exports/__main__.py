"""`python -m exports [--json] [--quiet]`. Exit 0: written. 1: an expected failure, in one line. 2: bad usage."""

import json
from dataclasses import asdict

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest import progress
from ingest.command import run

from .write import Export, export, folder


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-q", "--quiet", is_flag=True, help="Show nothing but what failed.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON what was written, and what to cite.")
def cli(quiet: bool, as_json: bool) -> None:
    """Write the exports to $FOLIO_HOME/exports/: each mart as Parquet, and the notebooks' own seven files.

    docs/exports.md says what is in them, and where they differ from what the notebooks wrote, and why. Some hold the
    names of applicants and architects, as the notebooks' own files do.
    """
    progress.set_quiet(quiet)
    done = export()
    if as_json:
        click.echo(json.dumps(asdict(done), default=str, ensure_ascii=False, indent=1))
    elif not quiet:
        _show(done)


def _show(done: Export) -> None:
    shown = Table(box=SIMPLE, pad_edge=False)
    shown.add_column("file", overflow="fold")
    for name in ("rows", "size"):
        shown.add_column(name, justify="right")
    for file in done.files:
        shown.add_row(escape(file.path), f"{file.rows:,}", progress.amount(file.size, "B"))
    console = Console(highlight=False)
    console.print(shown)
    if done.synthetic:
        console.print("SYNTHETIC: the replica made these records up; nothing in these files is real.", style="yellow")
    console.print(f"written to {escape(str(folder()))}", soft_wrap=True)


def main() -> None:
    """Run the command; an expected failure is said in one line."""
    run(cli, "python -m exports", "interrupted; the files that were there before stand")


if __name__ == "__main__":
    main()
