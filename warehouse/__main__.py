"""`python -m warehouse demo | real | figures`. Each runs the commands that a person would, and shows them."""

import signal
import sys

import click

from ingest import http
from ingest.command import Group, run
from ingest.landing import home
from ingest.progress import amount, say
from ingest.sources import default

from . import replicas, results
from .steps import Failed, build, ingest


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Land all sources and build the warehouse."""


@cli.command()
@click.option("--scale", default=0.01, show_default=True, help="Size of the museum's part; 1 is the real size.")
@click.option("--permits-scale", default=0.1, show_default=True, help="Size of the city's part; 1 is the real size.")
@click.option("--seed", default=1, show_default=True, help="Another seed makes other records.")
def demo(scale: float, permits_scale: float, seed: int) -> None:
    """Build the warehouse from made-up records, served on loopback and landed by the real ingesters."""
    root = home() / "replica"
    # broken rows too, so that there is something in raw.rejects; but at its published size it has the published counts
    replicas.make("nmnh", root / "nmnh", scale, seed, *(["--defects"] if scale < 1 else []))
    replicas.make("lapaz", root / "lapaz", permits_scale, seed)
    with replicas.served(root) as address:
        ingest("tarball", "figshare", *(f"{name}={url}" for name, url in replicas.label_sets(address).items()))
        ingest("dwca", "nmnh", f"{address}/ipt/archive.do?r=nmnh_extant_dwc-a")
        ingest("wfs", "lapaz", "--url", f"{address}/geoserver/sit/ows")
        # loopback needs no sparing
        ingest("pages", "lapaz", "--url", f"{address}/situtiles/pc/?", "--rate", "0", "--connections", "16")
    build()
    say("What dbt warned of are slips that the replica plants on purpose: the tests find them.")
    results.show_marts()


@cli.command()
@click.option("--yes", is_flag=True, help="Do not ask before the downloads.")
def real(yes: bool) -> None:
    """Land the four real sources and build: sizes and expected times are said first."""
    session = http.session(retries=1)
    say("What will be fetched from the real servers, and kept:")
    for name, address in default("figshare", "archives").items():
        files, _ = http.get_json(session, f"{address}/files")
        say(f"  {name:>9} labels  {amount(sum(int(file['size']) for file in files), 'B'):>9}  {address}")
    say(f"  {'museum':>9} archive {'1.3 GB':>9}  {default('nmnh', 'archive')}")
    pages = default("lapaz", "pages")
    say(f"  {'permit':>9} layer   {'20 MB':>9}  {default('lapaz', 'wfs', 'url')}")
    minutes = 3222 / pages["rate"] / 60
    say(f"  {'permit':>9} pages   {'3,222':>9}  {pages['url']}: at {pages['rate']} a second, {minutes:.0f} minutes")
    say("The downloads take as long as your line needs, and go on where they broke; landing and building, minutes.")
    if not yes and sys.stdin.isatty():
        click.confirm("Go on?", abort=True)
    for command in (("tarball", "figshare"), ("dwca", "nmnh"), ("wfs", "lapaz"), ("pages", "lapaz")):
        ingest(*command)
    build()
    results.show_marts()


@cli.command()
@click.option("--seed", default=1, show_default=True)
def figures(seed: int) -> None:
    """Make the museum's sources at their published size, land and build them, and compare every published figure."""
    root = home() / "replica" / "nmnh"
    replicas.make("nmnh", root, 1.0, seed)
    ingest("tarball", "figshare", *(f"{name}={root / name}.tar.gz" for name in ("stained", "unstained")))
    ingest("dwca", "nmnh", str(root / "archive.zip"))
    build("--selector", "herbarium")
    sys.exit(0 if results.show_figures("herbarium") else 1)


def main() -> None:
    """Run a recipe; what fails has said so already, or is said in one line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        run(cli, "python -m warehouse", "interrupted; what was landed before stands")
    except Failed as failed:
        sys.exit(failed.status)


if __name__ == "__main__":
    main()
