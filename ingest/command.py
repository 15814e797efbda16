"""How every command of folio ends: expected failures in one line, bad usage with its hint, no traceback."""

import sys

import click

from .address import masked
from .errors import FolioError


def run(command: click.Command, program: str, interrupted: str = "") -> None:
    """Run a command line. Exit 1: an expected failure. 2: bad usage. 130: interrupted, with `interrupted` said."""
    try:
        command.main(prog_name=program, standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        if interrupted:
            click.echo(interrupted, err=True)
        sys.exit(130)
    except FolioError as error:
        click.echo(f"error: {masked(str(error))}", err=True)
        sys.exit(1)
