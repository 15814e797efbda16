"""The sample that `make warehouse` builds: everything, in small, in a few seconds."""

from bench import data
from bench.context import Bench
from bench.results import Check, Part, seconds

TITLE = "dbt build of the sample: all models and tests on both collections, as make warehouse lands them"
HERBARIUM, PERMITS = 0.01, 0.1  # as `python -m warehouse demo`
FASTEST = 20.0


def part(bench: Bench) -> Part:
    """Land all four sources, build, and build again."""
    herbarium, permits, folio = bench.herbarium(HERBARIUM, quotes=True), bench.permits(PERMITS), bench.folio("sample")
    bench.prepare("folio: land the labels", folio.labels(herbarium), folio)
    bench.prepare("folio: land the archive", folio.archive(herbarium), folio)
    with data.served(permits, folio.folder) as address:
        bench.prepare("folio: land the layer", folio.layer(address), folio)
        bench.prepare("folio: land the pages", folio.pages(address), folio)
    first = bench.measure("dbt build", folio.build(), folio)
    again = bench.measure("dbt build again, nothing new", folio.build(), folio)
    notes = folio.profile() if again.ok else []
    folio.remove()
    goals = [seconds("dbt build of the sample", first, FASTEST)]
    checks = [Check(f"{run.name} ran", run.ok, run.said) for run in (first, again)]
    return Part("sample", TITLE, [first, again], goals, checks, [f"the second: {note}" for note in notes])
