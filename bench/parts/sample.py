"""The sample that `make warehouse` builds: everything, in small, with every trap, in a few seconds."""

from bench import data
from bench.context import Bench
from bench.parts.quotes import Compared, compared
from bench.results import Check, Part, seconds

TITLE = "dbt build of the sample: all models and tests on both collections, as make warehouse lands them"
HERBARIUM, PERMITS = 0.01, 0.1  # as `python -m warehouse demo`
FASTEST = 20.0


def part(bench: Bench) -> Part:
    """Land all four sources and build; then what lone quotes cost the notebook, which reads the same files."""
    herbarium, permits, folio = bench.herbarium(HERBARIUM, quotes=True), bench.permits(PERMITS), bench.folio("sample")
    bench.prepare("folio: land the labels", folio.labels(herbarium), folio)
    bench.prepare("folio: land the archive", folio.archive(herbarium), folio)
    with data.served(permits, folio.folder) as address:
        bench.prepare("folio: land the layer", folio.layer(address), folio)
        bench.prepare("folio: land the pages", folio.pages(address), folio)
    built = bench.measure("folio: dbt build", folio.build(), folio)
    found = Compared([Check(f"{built.name} ran", built.ok, built.said)])
    runs = [built]
    if built.ok:
        found.notes += folio.profile()
        runs += compared(bench, folio, herbarium, found)
    folio.remove()
    goals = [seconds("dbt build of the sample", built, FASTEST)]
    return Part("sample", TITLE, runs, goals, found.checks, found.notes, {"differences": found.told})
