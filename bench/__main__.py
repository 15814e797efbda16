"""`python -m bench`, which is `make bench`: baselines and folio in turn on the same data, measured and compared.

Exit 0: everything ran, and all results are equal and true. 1: something was not; a goal that a machine misses is said,
and fails nothing. 2: bad usage.
"""

import importlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import duckdb
from rich.console import Console

from bench.context import Bench, Unmeasured
from bench.machine import machine, revision, versions
from bench.results import Check, Part, Results
from bench.show import SMALL, markdown, show
from ingest.command import run

HERE = Path(__file__).resolve().parent
PARTS = ("herbarium", "landing", "permits", "sample", "peers", "quotes", "growth")
# only where they are asked for, or at the real size: what quotes cost in small, the sample tells
LATER = ("quotes", "growth")
SETTINGS = ("FOLIO_MEMORY_LIMIT", "FOLIO_THREADS")


class Listed(click.ParamType[tuple[str, ...]]):
    """`one,two`: values, each as `convert_one` takes it."""

    name = "LIST"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The parts, in their order. Bad usage where one is none."""
        names = tuple(filter(None, re.split(r"[,\s]+", str(value))))
        if odd := [name for name in names if name not in PARTS]:
            self.fail(f"{odd[0]} is no part; there are {', '.join(PARTS)}", param, ctx)
        return tuple(name for name in PARTS if name in names)


def sizes(_context: click.Context, _option: click.Parameter, value: str) -> tuple[float, ...]:
    """`0.1,0.3,1,3` as numbers."""
    try:
        return tuple(float(text) for text in re.split(r"[,\s]+", value.strip()))
    except ValueError as error:
        raise click.BadParameter(f"{value} is no list of numbers") from error


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--scale", default=0.01, show_default=True, type=click.FloatRange(0.0002, 4), help="1: the real size.")
@click.option("--only", default="", type=Listed(), help=f"Parts, joined by commas: {', '.join(PARTS)}.")
@click.option(
    "--growth", default="0.1,0.3,1", show_default=True, callback=sizes, help="Of the scale: sizes to grow by."
)
@click.option("--seed", default=1, show_default=True, help="Another seed makes other records.")
@click.option("--peers", type=click.Path(exists=True, path_type=Path), help="The Python that has the peers' libraries.")
@click.option("--patience", default=3600.0, show_default=True, help="Seconds after which a command is ended.")
@click.option("--data", default=HERE / "data", type=click.Path(path_type=Path), help="Where made data is kept.")
@click.option("--results", default=HERE / "results", type=click.Path(path_type=Path), help="Where results are written.")
def cli(
    *,
    scale: float,
    only: tuple[str, ...],
    growth: tuple[float, ...],
    seed: int,
    peers: Path | None,
    patience: float,
    data: Path,
    results: Path,
) -> None:
    """Measure folio beside the notebooks' steps and beside others, and check that all come to the same.

    docs/performance.md says what the parts are and how to read them.
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    bench = Bench(
        scale=scale,
        seed=seed,
        growth=growth,
        folder=data.absolute(),
        peers=peers.absolute() if peers else None,
        patience=patience,
        say=lambda line: console.print(line, markup=False),
    )
    names = only or tuple(name for name in PARTS if name not in LATER or scale >= 1)
    began = datetime.now(UTC)
    about = machine(), versions(bench.peers)
    out = Console(highlight=False)
    settings = {name: os.environ[name] for name in SETTINGS if os.environ.get(name)}
    parts: list[Part] = []
    found = Results(scale, seed, f"{began:%Y-%m-%d %H:%M} UTC", revision(), *about, settings, parts)
    for name in names:
        console.print(f"\n[bold]{name}[/bold]")
        part = measured(name, importlib.import_module(f"bench.parts.{name}").part, bench)
        show(out, part, small=scale < 1)
        parts.append(part)
        path = write(found, results, began)  # after each part: an hour's work is not lost with the last one
    out.print(*([f"\n{SMALL}"] if scale < 1 else []), f"\nwritten to {path.name} and .json, in {path.parent.name}/")
    out.print("all results are equal and true" if found.holds else "NOT all results are equal and true: see above")
    sys.exit(0 if found.holds else 1)


def measured(name: str, part: Callable[[Bench], Part], bench: Bench) -> Part:
    """A part; one that could not be measured says why, and the others go on."""
    try:
        return part(bench)
    except (Unmeasured, duckdb.Error, subprocess.CalledProcessError, OSError, RuntimeError, ValueError) as error:
        why = (str(error).strip() or type(error).__name__).splitlines()[0]
        return Part(name, "could not be measured", [], (), [Check("the part was measured", False, why)])


def write(found: Results, folder: Path, began: datetime) -> Path:
    """Both files of a run; the Markdown's path. Their name says scale, date and kind of machine."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = re.sub(r"[^a-z0-9]+", "-", f"{found.machine['cores']}x {platform.machine()} {found.machine['CPU']}".lower())
    path = folder / f"scale-{found.scale:g}-{began:%Y-%m-%d-%H%M}-{kind.strip('-')[:60]}.md"
    path.write_text(markdown(found), encoding="utf-8")
    path.with_suffix(".json").write_text(found.json(), encoding="utf-8")
    return path


def main() -> None:
    """Run the command line."""
    run(cli, "python -m bench", "interrupted; the data that was made is kept")


if __name__ == "__main__":
    main()
