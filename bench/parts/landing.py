"""Landing alone, against the least that reading costs: ISA-L inflates, pyarrow parses, the rows are thrown away."""

import json

from bench import data
from bench.context import Bench
from bench.results import Check, Part, wall

TITLE = "landing the archive against the floor: both files inflated by ISA-L and parsed by pyarrow, rows thrown away"
FASTEST = 2.0


def part(bench: Bench) -> Part:
    """The floor, and folio's landing."""
    sources, folio = bench.herbarium(bench.scale, quotes=False), bench.folio("landing")
    archive = sources / "archive.zip"
    data.warm(archive)
    runs = []
    if bench.peers:
        runs.append(bench.measure("floor", [bench.peers, "-m", "bench.peers.floor", archive]))
    runs.append(bench.measure("folio: land the archive", folio.archive(sources), folio))
    checks = [Check(f"{run.name} ran", run.ok, run.said) for run in runs]
    if runs[-1].ok:
        truth = data.truth(sources)["tables"]
        landed = folio.query("select table_name, rows_landed from raw.loads where status = 'ok'")
        true = {f"nmnh_{name}": truth[name]["rows_landed"] for name in data.MEMBERS}
        found = [dict(landed), *(json.loads(run.out) for run in runs[:-1] if run.ok)]
        checks += [Check("every row is read", all(rows == true for rows in found), f"{sum(true.values()):,} rows")]
    folio.remove()
    goals = [wall("wall time, folio's of the floor's", runs[-1], runs[0], FASTEST)] if bench.peers else []
    return Part("landing", TITLE, runs, goals, checks)
