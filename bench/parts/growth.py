"""Growth: time per row and peak memory as the input grows, and the same under a memory limit of 1 GB."""

from dataclasses import replace

from bench import compare, data
from bench.context import Bench
from bench.measure import Run, together
from bench.parts.herbarium import land_and_build
from bench.results import Check, Part

TITLE = "landing and dbt build as the input grows, and in 1 GB: time per row and peak memory should not grow"
LIMIT = "1GB"


def part(bench: Bench) -> Part:
    """Each size, and then the benchmark's own size with FOLIO_MEMORY_LIMIT at 1GB."""
    runs: list[Run] = []
    checks: list[Check] = []
    for share in bench.growth:
        _size(bench, share * bench.scale, "", runs, checks)
    _size(bench, bench.scale, LIMIT, runs, checks)
    return Part("growth", TITLE, runs, (), checks)


def _size(bench: Bench, scale: float, limit: str, runs: list[Run], checks: list[Check]) -> None:
    sources, folio = bench.herbarium(scale, quotes=False), bench.folio("growth")
    if limit:
        folio.environment["FOLIO_MEMORY_LIMIT"] = limit
    truth = data.truth(sources)
    rows = sum(truth["tables"][name]["rows_landed"] for name in data.MEMBERS)
    name = f"scale {scale:g}" + (f", FOLIO_MEMORY_LIMIT={limit}" if limit else "")
    labels, landed, built = land_and_build(bench, folio, sources)
    runs += [
        replace(run, name=f"{name}: {what}", said=run.said or f"{run.wall / rows * 1e6:.2f} s for a million rows")
        for run, what in ((together("", [labels, landed]), "landing"), (built, "dbt build"))
    ]
    checks.append(Check(f"{name}: ran", landed.ok and built.ok, landed.said or built.said))
    if landed.ok and built.ok:
        found = compare.figures(folio, truth)
        checks.append(replace(found, what=f"{name}: {found.what}"))
    folio.remove()
