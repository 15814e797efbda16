"""The herbarium, whole: the notebook's steps against landing both files and building, on the same bytes.

Without lone quotes, so that both sides see every row and must come to the same, byte for byte. What a lone quote costs
the notebook is a part of its own (quotes.py): with them it reads half of the rows, which is no measure of speed.
"""

import sys
from pathlib import Path

from bench import compare, data
from bench.context import Bench
from bench.folio import HERBARIUM, Folio
from bench.measure import Run, together
from bench.results import Check, Part, peak, wall

TITLE = "the notebook's steps in pandas against folio's landing and dbt build, on the same bytes"
RESULT = "mercury_specimen_data.tsv"
FASTEST, LEANEST = 0.5, 0.2  # folio's wall time and peak memory, of the notebook's


def notebook(bench: Bench, sources: Path, out: Path, *how: str) -> Run:
    """The notebook's steps on the gzip'd files; `how` as `bench.notebook_herbarium` takes it."""
    files = [sources / name for name in ("multimedia.txt.gz", "occurrence.txt.gz")]
    data.warm(*files)
    out.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [sys.executable, "-m", "bench.notebook_herbarium", sources, *files, out, *how]
    return bench.measure(", ".join(("notebook", *how)), command)


def land_and_build(bench: Bench, folio: Folio, sources: Path) -> list[Run]:
    """folio's three commands."""
    data.warm(sources / "archive.zip")
    return [
        bench.measure("folio: land the labels", folio.labels(sources), folio),
        bench.measure("folio: land the archive", folio.archive(sources), folio),
        bench.measure("folio: dbt build", folio.build(*HERBARIUM), folio),
    ]


def part(bench: Bench) -> Part:
    """Both sides; then folio once more, with nothing new."""
    sources, out, folio = bench.herbarium(bench.scale, quotes=False), bench.work("notebook"), bench.folio("herbarium")
    theirs = notebook(bench, sources, out)
    steps = land_and_build(bench, folio, sources)
    mine = together("folio, all three", steps)
    again: list[Run] = []
    checks = [Check("both sides ran", theirs.ok and mine.ok, theirs.said or mine.said)]
    notes: list[str] = []
    if mine.ok:
        notes = folio.profile()
        checks += compare.herbarium(folio, sources, data.truth(sources))
        if theirs.ok:
            result = compare.read(out / RESULT, "\t")
            checks.append(compare.equal(f"{RESULT} is the same on both sides", folio.exported(RESULT), result))
        again = [
            bench.measure("folio: land the same archive again", folio.archive(sources), folio),
            bench.measure("folio: dbt build again, nothing new", folio.build(*HERBARIUM), folio),
        ]
        checks.append(Check("folio runs again", all(run.ok for run in again)))
    folio.remove()
    goals = [
        wall("wall time, folio's of the notebook's", mine, theirs, FASTEST),
        peak("peak memory, folio's of the notebook's", mine, theirs, LEANEST),
    ]
    return Part("herbarium", TITLE, [theirs, *steps, mine, *again], goals, checks, notes)
