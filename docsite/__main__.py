"""`python -m docsite build | serve`."""

import functools
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import click

from ingest.command import Group, finish, run
from ingest.errors import FolioError
from ingest.landing import home


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """The docs site: models, columns, lineage, and how much of it is landed."""


@cli.command()
def build() -> None:
    """Write the site to $FOLIO_HOME/docs."""
    from . import build as site  # noqa: PLC0415 (help is quick without it)

    folder = site.build()
    index, lineage = folder / "index.html", folder / "lineage" / "index.html"
    said = f"the docs site: {index.as_uri()}\nthe columns' lineage: {lineage.as_uri()}"
    finish({"docs": str(index), "lineage": str(lineage)}, lambda: click.echo(said))


@cli.command()
@click.option("--port", default=8080, show_default=True, help="0 takes a free one.")
def serve(port: int) -> None:
    """Serve the site on loopback until interrupted."""
    folder = home() / "docs"
    if not (folder / "index.html").is_file():
        raise FolioError("there is no docs site yet: `make docs` writes it")
    handler = functools.partial(Quiet, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise FolioError(f"port {port} cannot be had ({error.strerror}): name another with --port") from error
    with server:
        address = f"http://127.0.0.1:{server.server_port}/"
        finish({"address": address}, lambda: click.echo(f"the docs site: {address} (Ctrl-C ends)"))
        sys.stdout.flush()
        server.serve_forever()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for the address."""


def main() -> None:
    """Run the command; an expected failure is said in one line."""
    run(cli, "python -m docsite")


if __name__ == "__main__":
    main()
