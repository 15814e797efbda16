"""`python -m replica`: makes the upstream sources in small, and serves them on loopback.

    python -m replica nmnh OUT [--scale S] [--seed N] [--bare] [--defects]
    python -m replica lapaz OUT [--scale S] [--seed N]
    python -m replica serve DIR [--port P] [--latency SECONDS] [--address-file FILE]

A collection's command is its module's `cli`, a click command; `serve` serves every collection that DIR holds.
"""

import importlib
import signal
import threading
from pathlib import Path

import click

from replica.server import serve

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
def serve_command(directory: Path, port: int, latency: float, address_file: Path | None) -> None:
    """Serves DIRECTORY/nmnh and DIRECTORY/lapaz, whichever is there, on 127.0.0.1 until it is told to end."""
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    with serve(directory, latency=latency, port=port) as address:
        click.echo(address)
        if address_file:
            part = address_file.with_name(address_file.name + ".part")
            part.write_text(address + "\n")
            part.replace(address_file)  # whoever waits for the file never reads half of it
        ended.wait()


if __name__ == "__main__":
    main(prog_name="python -m replica")
