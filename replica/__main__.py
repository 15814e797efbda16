"""`python -m replica`: makes the upstream sources in small, and serves them on loopback.

    python -m replica nmnh OUT [--scale S] [--seed N] [--bare] [--defects]
    python -m replica lapaz OUT [--scale S] [--seed N]
    python -m replica serve DIR [--port P] [--latency SECONDS] [--address-file FILE] [--fault F]... [--wfs W]
                                [--change C]... [--stall SECONDS]

A collection's command is its module's `cli`, a click command; `serve` serves every collection that DIR holds.
`--fault`, `--wfs` and `--change` are `name=value,name=value`, the names those of `Fault`, `Ways` and `Change`.
"""

import importlib
import signal
import threading
from dataclasses import replace
from pathlib import Path

import click

from replica.faults import Fault
from replica.messages import Handler
from replica.options import Written
from replica.server import serve
from replica.wfs import Change, Ways

COMMANDS = {"nmnh": "replica.nmnh.command", "lapaz": "replica.lapaz"}


class Collections(click.Group):
    """Loads a collection's module only when its command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command = importlib.import_module(COMMANDS[cmd_name]).cli
        return command if isinstance(command, click.Command) else None


@click.group(cls=Collections)
def main() -> None:
    """Made-up upstream sources for folio's demo, tests and benchmark. Nothing in them is real."""


@main.command("serve")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=0, show_default=True, help="0 takes a free one")
@click.option("--latency", default=0.0, show_default=True, help="seconds of pause before each answer")
@click.option("--address-file", type=click.Path(path_type=Path), help="where to write the address once it answers")
@click.option(
    "--fault", "faults", multiple=True, type=Written(Fault), help="what goes wrong: match=/situtiles,status=503"
)
@click.option("--wfs", "ways", type=Written(Ways), help="how the WFS errs: cap=1000,matched=unknown")
@click.option("--change", "changes", multiple=True, type=Written(Change), help="the layer moves: after=1,remove=10")
@click.option("--stall", type=float, help="seconds before the silent permit page's connection ends")
def serve_command(
    *,
    directory: Path,
    port: int,
    latency: float,
    address_file: Path | None,
    faults: tuple[Fault, ...],
    ways: Ways | None,
    changes: tuple[Change, ...],
    stall: float | None,
) -> None:
    """Serves DIRECTORY/nmnh and DIRECTORY/lapaz, whichever is there, on 127.0.0.1 until it is told to end."""
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    handlers: list[Handler] = []
    if ways or changes or stall is not None:
        if not (directory / "lapaz").is_dir():
            raise click.UsageError(f"--wfs, --change and --stall are about permits, and {directory} holds no lapaz")
        told = replace(ways or Ways(), changes=changes)
        handlers = importlib.import_module("replica.lapaz").handlers(directory / "lapaz", told, stall)
    with serve(directory, latency=latency, port=port, faults=faults, handlers=handlers) as address:
        click.echo(address)
        if address_file:
            part = address_file.with_name(address_file.name + ".part")
            part.write_text(address + "\n")
            part.replace(address_file)  # whoever waits for the file never reads half of it
        ended.wait()


if __name__ == "__main__":
    main(prog_name="python -m replica")
