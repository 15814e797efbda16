"""The command line: `python -m ingest COMMAND`. Exit 0: landed. 1: an expected failure, in one line. 2: bad usage."""

import math
import signal
from collections.abc import Callable
from functools import wraps
from types import FrameType
from typing import Any, NoReturn

import click

from . import progress
from .command import Group, finish, run

Report = list[dict[str, Any]]


class _Number(click.FloatRange):
    """0, or a finite number from `least` to `most`."""

    def __init__(self, most: float, least: float = 0) -> None:
        super().__init__(min=0, max=most)
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if math.isnan(number) or 0 < number < self.least:
            self.fail(f"{value} is not 0 and not in the range {self.least:g}<=x<={self.max:g}.", param, ctx)
        return number


def _land(command: Callable[..., Report]) -> Callable[..., None]:
    """Run an ingester and say what came of it: the ledger's rows of this load."""

    @wraps(command)
    def run(**arguments: Any) -> None:
        from .status import show_load

        rows = command(**arguments)
        finish(rows, lambda: show_load(rows))

    return run


_AGAIN = click.option("--again", is_flag=True, help="Land what was landed before, though it is unchanged.")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Land public records, as they are published, in folio's landing zone.

    Nothing is cleaned, dropped or guessed on the way: what a source wrote is text in raw.<source>_<table>, what could
    not be landed is in raw.rejects, and every load has its row in raw.loads. $FOLIO_HOME (default: data) holds the
    landing zone, $FOLIO_DB (default: folio.duckdb) is the warehouse file.
    """


@cli.command(short_help="The members of .tar.gz label sets.")
@click.argument("source")
@click.argument("archives", nargs=-1, metavar="[NAME=PATH|URL]...")
@_AGAIN
@_land
def tarball(source: str, archives: tuple[str, ...], again: bool) -> Report:
    """List the members of tarballs; nothing is unpacked.

    NAME is the set's name (stained, unstained), PATH or URL its .tar.gz or its Figshare article. Without any, the
    addresses of sources.yml are taken.

    \b
      python -m ingest tarball figshare
      python -m ingest tarball figshare stained=stained.tar.gz unstained=unstained.tar.gz
    """
    from . import tarball as ingester

    return ingester.land(source, _pairs(archives, "NAME=PATH|URL") or None, again=again)


@cli.command(short_help="A Darwin Core Archive, or its bare data files.")
@click.argument("source")
@click.argument("address", required=False, metavar="[PATH|URL]")
@click.option("--table", "tables", multiple=True, metavar="NAME=FILE", help="A bare tab-separated file, .gz or not.")
@_AGAIN
@_land
def dwca(source: str, address: str | None, tables: tuple[str, ...], again: bool) -> Report:
    """Land a Darwin Core Archive: a zip, tar.gz, directory or single data file.

    \b
      python -m ingest dwca nmnh
      python -m ingest dwca gbif 0012345-240101.zip
      python -m ingest dwca nmnh --table multimedia=multimedia.tsv.gz --table occurrence=occurrence.tsv.gz
    """
    from . import dwca as ingester

    if address and tables:
        raise click.UsageError("give an archive or --table, not both")
    return ingester.land(source, address, _pairs(tables, "NAME=FILE") or None, again=again)


@cli.command(short_help="A layer of a Web Feature Service.")
@click.argument("source")
@click.option("--url", help="The service's address.  [default: sources.yml]")
@click.option("--layer", metavar="NAME", help="The feature type, such as sit:tramitesterritoriales.")
@click.option("--key", metavar="FIELD", help="The attribute that tells features apart; pages are sorted by it.")
@_land
def wfs(source: str, url: str | None, layer: str | None, key: str | None) -> Report:
    """Land every feature of a WFS 2.0 layer, each once, or nothing.

    \b
      python -m ingest wfs lapaz
      python -m ingest wfs parks --url https://example.org/geoserver/ows --layer city:parks --key id
    """
    from . import wfs as ingester

    return ingester.land(source, url=url, layer=layer, key=key)


@cli.command(short_help="The web page of each approved permit.")
@click.argument("source")
@click.option("--url", help="The pages' address, to which the identifier is added.  [default: sources.yml]")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Ask for this many pages at most.")
@click.option(
    "--rate", type=_Number(1000, least=0.001), metavar="PER_SECOND", help="Pages a second; 0: no limit.  [default: 4]"
)
@click.option(
    "--connections", type=click.IntRange(min=1, max=64), metavar="N", help="Connections kept alive.  [default: 4]"
)
@click.option(
    "--max-age", type=_Number(36500), metavar="DAYS", help="Ask again for pages older than this.  [default: 90]"
)
@click.option("--reparse", is_flag=True, help="Read the kept pages anew, without the network.")
@_land
def pages(source: str, **options: Any) -> Report:
    """Land the pages of the approved permits: those that are new, that failed, or that are old.

    \b
      python -m ingest pages lapaz
      python -m ingest pages lapaz --limit 100 --rate 1
    """
    from . import pages as ingester

    return ingester.land(source, **options)


@cli.command(short_help="What is landed, and how old it is.")
def status() -> None:
    """Show each table's last good load: rows, rejects, age; what failed since; what is synthetic or stale."""
    from .status import show_status, tables, warn

    rows = tables()
    if progress.is_quiet():
        warn(rows)
    finish(rows, lambda: show_status(rows))


@cli.command(short_help="Remove old loads.")
@click.option("--keep", type=click.IntRange(min=1), required=True, metavar="N", help="Good loads to keep a table.")
def prune(keep: int) -> None:
    """Remove loads that are older than each table's N newest good ones. What raw shows always stays."""
    from .landing.prune import prune as remove

    removed, size = remove(keep)
    said = f"removed {progress.amount(removed, 'loads')}, {progress.amount(size, 'B')}"
    finish({"loads": removed, "bytes": size}, lambda: click.echo(said))


def _pairs(texts: tuple[str, ...], form: str) -> dict[str, str]:
    """`NAME=VALUE` arguments by their names. UsageError where one is of another form, or a name comes twice."""
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (sign and name and value):
            raise click.UsageError(f"'{text}' is not {form}")
        if name in pairs:
            raise click.UsageError(f"'{name}' is named twice: {pairs[name]} and {value}")
        pairs[name] = value
    return pairs


class _ToldToEnd(SystemExit):
    """SIGTERM came."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    # so that a load that is told to end cleans up after itself, as at Ctrl-C
    raise _ToldToEnd(143)


def main() -> None:
    """Run the command line; a load that is told to end says so, as one that is interrupted does."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        run(cli, "python -m ingest", "interrupted; what was landed before stands")
    except _ToldToEnd:
        click.echo("told to end; what was landed before stands", err=True)
        raise
