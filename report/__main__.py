"""`python -m report`: write the report."""

import click

from ingest.command import Command, finish, run
from ingest.landing import home

from . import page
from .reading import opened


@click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Write the report to $FOLIO_HOME/report/index.html: what the warehouse holds, and how far it can be trusted."""
    with opened() as warehouse:
        text = page.render(warehouse)
    path = home() / "report" / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_suffix(".staged")
    staged.write_text(text, encoding="utf-8")
    staged.replace(path)
    finish({"report": str(path)}, lambda: click.echo(f"the report: {path.as_uri()}"))


def main() -> None:
    """Run the command; an expected failure is said in one line."""
    run(cli, "python -m report")


if __name__ == "__main__":
    main()
