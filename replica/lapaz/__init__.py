"""The permits of La Paz in small: a WFS layer and a page for each approved permit, made up, with every known trap.

`generate` writes features.ndjson (the layer), pages.ndjson (the pages as data) and truth.json (what folio must find);
`handlers` serves them in the replica's server. How many of everything, and why: sizes.py.
"""

import json
import random
from pathlib import Path

import click

from replica.lapaz import features, permits, sheets, site, traps, truth
from replica.lapaz.sizes import SMALLEST, Sizes
from replica.messages import Handler
from replica.wfs import Layer, Service, Ways

FEATURES, PAGES, TRUTH = "features.ndjson", "pages.ndjson", "truth.json"


def generate(out: Path, scale: float = 1.0, seed: int = 1) -> truth.Truth:
    """Writes the replica into `out`, and returns what truth.json says. Same scale and seed, same bytes.

    `scale`: 1 is 13,905 permits. Raises ValueError where the scale is too small to hold every trap.
    """
    sizes, rng = Sizes.at(scale), random.Random(seed)
    plan = permits.make(rng, sizes)
    traps.plant(rng, sizes, plan)
    layer = features.make(rng, plan)
    papers = sheets.make(rng, plan)
    told = {"synthetic": True, "scale": scale, "seed": seed, **truth.tell(plan, layer, papers)}
    out.mkdir(parents=True, exist_ok=True)
    (out / FEATURES).write_text("\n".join(features.texts(layer)) + "\n", encoding="utf-8")
    content = {paper.permit.identifier_b64: paper.page for paper in papers}
    asked = (permit for permit in plan if permit.approved)
    site.write(out / PAGES, ((each.identifier_b64, each.answer, content.get(each.identifier_b64)) for each in asked))
    (out / TRUTH).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return told


def service(directory: Path, ways: Ways | None = None) -> Service:
    """The WFS of what `generate` wrote; its `layer` may be changed while it is served."""
    layer = Layer.read(directory / FEATURES, features.NAME, permits.ATTRIBUTES, features.KEY)
    return Service(layer, ways=ways)


def handlers(directory: Path, ways: Ways | None = None, stall: float | None = None) -> list[Handler]:
    """The WFS and the pages, for the replica's server. `stall`: seconds before the silent page's connection ends."""
    pages, silent = site.read(directory / PAGES)
    return [service(directory, ways), site.handler(pages, silent, site.STALL if stall is None else stall)]


@click.command("lapaz")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--scale", default=1.0, show_default=True, type=click.FloatRange(min=SMALLEST), help="1: 13,905 permits")
@click.option("--seed", default=1, show_default=True, help="same seed, same bytes")
def cli(out: Path, scale: float, seed: int) -> None:
    """Makes up the permits of La Paz in OUT: the layer, the pages, truth.json."""
    told = generate(out, scale, seed)
    click.echo(
        f"{out}: {told['layer']['features']:,} features, {told['pages']['asked']:,} pages (made up, seed {seed})"
    )
