"""What every command of folio has in common: how much it says, in which form, and how it ends.

--quiet and --json may stand before a subcommand or after it. Expected failures are one line, bad usage has its hint,
and there is no traceback.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from . import progress
from .address import masked
from .errors import FolioError

JSON = f"{__name__}.json"


def _hush(_context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        progress.set_quiet(True)


def _as_json(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.meta[JSON] = True  # shared by a group and its subcommands


def _options() -> list[click.Parameter]:
    return [
        click.Option(
            ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_hush, help="Say warnings and errors only."
        ),
        click.Option(
            ["--json"], is_flag=True, expose_value=False, callback=_as_json, help="Print JSON, for a program to read."
        ),
    ]


class Command(click.Command):
    """A command with --quiet and --json."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.params += _options()


class Group(click.Group):
    """Commands with --quiet and --json, before or after the subcommand."""

    command_class = Command

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.params += _options()


def wants_json() -> bool:
    """Whether the command under way was asked for JSON."""
    return bool(click.get_current_context().meta.get(JSON))


def finish(made: object, show: Callable[[], object]) -> None:
    """What a command prints at its end: `made` as JSON for a program, nothing with --quiet, or what `show` prints."""
    if wants_json():
        click.echo(json.dumps(made, default=str, ensure_ascii=False, indent=1))
    elif not progress.is_quiet():
        show()


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
