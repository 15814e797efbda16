"""`python -m replica nmnh OUT`: makes the label sets, the archive, and what is true of them."""

import functools
import json
import time
from pathlib import Path
from typing import Any

import click

from replica.nmnh import defects, descriptor, media, occurrence, tarballs
from replica.nmnh.containers import Archive, Member
from replica.nmnh.dice import Dice
from replica.nmnh.expected import write_sheets
from replica.nmnh.lines import Press, deflate
from replica.nmnh.plan import Plan, plan
from replica.nmnh.sizes import LARGEST, SMALLEST, Sizes, sizes
from replica.nmnh.truth import truth

ARCHIVE = "archive.zip"


def make(
    out: Path, scale: float, seed: int = 1, *, bare: bool = False, broken: bool = False, quotes: bool = True
) -> dict[str, Any]:
    """Writes stained.tar.gz, unstained.tar.gz, archive.zip, truth.json and truth_labelled_sheets.csv into `out`.

    `scale`: share of the published counts. `bare`: also multimedia.tsv.gz and occurrence.tsv.gz, the bytes of the
    archive's members. `broken`: with some rows that are too wide, short or undecodable. `quotes`: with lone quotes,
    which a reader that honours quotes loses rows over. The same arguments give the same bytes (the same texts,
    where isal is absent and zlib deflates). Gives what truth.json says. Raises ValueError for a scale out of bounds."""
    counts = sizes(scale, quotes=quotes)
    planned = plan(counts, seed)
    out.mkdir(parents=True, exist_ok=True)
    found = {
        "multimedia": defects.multimedia(seed, counts.different + counts.repeats) if broken else [],
        "occurrence": defects.occurrences(seed, counts.occurrences) if broken else [],
    }
    known = truth(counts, planned, seed, found)
    known["tar_members"] = {
        name: tarballs.write(out / f"{name}.tar.gz", name, planned.sheets) for name in tarballs.SETS
    }
    known["archive_members"] = [
        {"name": member.name.decode(), "bytes": member.size}
        for member in _archive(out, counts, planned, seed, found, bare=bare)
    ]
    write_sheets(out / "truth_labelled_sheets.csv", planned)
    (out / "truth.json").write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return known


def _archive(
    out: Path, counts: Sizes, planned: Plan, seed: int, broken: dict[str, list[defects.Defect]], *, bare: bool
) -> list[Member]:
    dice = Dice(seed)
    files = (
        ("occurrence", occurrence.COLUMNS, functools.partial(occurrence.query, counts, dice), counts.occurrences),
        (
            "multimedia",
            media.COLUMNS,
            functools.partial(media.query, counts, planned, dice),
            counts.different + counts.repeats,
        ),
    )
    with Press(planned) as press, Archive(out / ARCHIVE) as archive:
        for name, text in (("meta.xml", descriptor.meta()), ("eml.xml", descriptor.eml(counts.scale, seed))):
            archive.add(name, [(text, deflate(text))])
        for name, columns, query, rows in files:
            front, back = defects.split(broken[name])
            pieces = press.file(query, rows, descriptor.header(columns) + front, back)
            archive.add(f"{name}.txt", pieces, out / f"{name}.tsv.gz" if bare else None)
        return archive.members


@click.command("nmnh")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--scale",
    default=0.01,
    show_default=True,
    type=click.FloatRange(SMALLEST, LARGEST),
    help="share of the real counts",
)
@click.option("--seed", default=1, show_default=True, help="another seed gives other records")
@click.option("--bare", is_flag=True, help="also multimedia.tsv.gz and occurrence.tsv.gz")
@click.option("--defects", "broken", is_flag=True, help="with rows that are too wide, short or undecodable")
@click.option("--quotes/--no-quotes", default=True, help="with or without lone quotes")
def cli(out: Path, scale: float, seed: int, *, bare: bool, broken: bool, quotes: bool) -> None:
    """Makes the herbarium's made-up sources in OUT."""
    started = time.monotonic()
    known = make(out, scale, seed, bare=bare, broken=broken, quotes=quotes)
    tables = known["tables"]
    click.echo(
        f"{out}: {known['figures']['labels']:,} labels, {tables['multimedia']['rows_landed']:,} media rows,"
        f" {tables['occurrence']['rows_landed']:,} occurrences in {time.monotonic() - started:.1f} s (SYNTHETIC)"
    )
