"""`python -m exports [--json] [--quiet]`. Exit 0: written. 1: an expected failure, in one line. 2: bad usage."""

from dataclasses import asdict

import click

from ingest import progress, show
from ingest.command import Command, finish, run
from ingest.show import Column

from .write import Export, export, folder


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Write the exports to $FOLIO_HOME/exports/: each mart as Parquet, and the notebooks' own seven files.

    docs/exports.md says what is in them, and where they differ from what the notebooks wrote, and why. Some hold the
    names of applicants and architects, as the notebooks' own files do. --json prints what was written, and what to
    cite.
    """
    done = export()
    finish(asdict(done), lambda: _show(done))


def _show(done: Export) -> None:
    show.table(
        [Column("file"), Column("rows", number=True), Column("size", number=True)],
        [(file.path, file.rows, progress.amount(file.size, "B")) for file in done.files],
    )
    if done.synthetic:
        show.say("SYNTHETIC: the replica made these records up; nothing in these files is real.", style="yellow")
    click.echo(f"written to {folder()}")


def main() -> None:
    """Run the command; an expected failure is said in one line."""
    run(cli, "python -m exports", "interrupted; the files that were there before stand")


if __name__ == "__main__":
    main()
