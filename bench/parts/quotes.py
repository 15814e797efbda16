"""The herbarium with its lone quotes: what they cost the notebook, sheet by sheet, and that they cost folio nothing.

The proof has two halves. With one option changed (a quote is data) the notebook's own steps come to what folio has,
byte for byte: so whatever they come to as written, and differs, quotes have done. And of each sheet that differs, the
lines are named that stand inside a quote.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench import compare, data, quotes
from bench.context import Bench
from bench.folio import Folio
from bench.measure import Run, together
from bench.parts.herbarium import RESULT, land_and_build, notebook
from bench.results import Check, Part

TITLE = "the same with a lone quote in one row of 5,000: to folio a quote is data, to the notebook a cell's beginning"
SHOWN = 10


@dataclass
class Compared:
    """What came of comparing: `told` names every sheet on which the notebook as written differs, and why."""

    checks: list[Check] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)


def part(bench: Bench) -> Part:
    """The notebook as written and mended, and folio; every sheet on which they differ is named."""
    sources, folio = bench.herbarium(bench.scale, quotes=True), bench.folio("quotes")
    mine = together("folio, landing and dbt build", land_and_build(bench, folio, sources))
    found = Compared([Check(f"{mine.name} ran", mine.ok, mine.said)])
    runs = [mine, *(compared(bench, folio, sources, found) if mine.ok else [])]
    folio.remove()
    return Part("quotes", TITLE, runs, (), found.checks, found.notes, {"differences": found.told})


def compared(bench: Bench, folio: Folio, sources: Path, found: Compared) -> list[Run]:
    """Run the notebook as written and mended, and compare both with what `folio` has built from the same sources."""
    written, mended = bench.work("notebook-written"), bench.work("notebook-mended")
    runs = [notebook(bench, sources, written), notebook(bench, sources, mended, "mended")]
    found.checks += [Check(f"{run.name} ran", run.ok, run.said) for run in runs]
    truth = data.truth(sources)
    planted = [truth["tables"][name]["lone_quotes"] for name in data.MEMBERS]
    found.checks.append(Check("lone quotes are planted", all(planted), f"{sum(planted):,}, in both files"))
    found.checks += compare.herbarium(folio, sources, truth)
    if all(run.ok for run in runs):
        ours, meant = folio.exported(RESULT), compare.read(mended / RESULT, "\t")
        what = f"{RESULT} is the same once the notebook takes a quote for data"
        found.checks.append(compare.equal(what, ours, meant))
        _name(folio, sources, ours, compare.read(written / RESULT, "\t"), found)
    return runs


def _name(folio: Folio, sources: Path, ours: compare.Rows, as_written: compare.Rows, found: Compared) -> None:
    odd = compare.differences(ours, as_written, "barcode")
    reasons = quotes.explain(folio, sources, odd, ours[0])
    found.told += [
        {"barcode": each.key, "notebook": each.what, "because": "; ".join(reasons[each.key])} for each in odd
    ]
    unnamed = [row["barcode"] for row in found.told if not row["because"]]
    found.checks.append(Check("each sheet that differs stands inside a quote", not unnamed, ", ".join(unnamed[:5])))
    kinds = Counter(row["notebook"] for row in found.told)
    counted = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
    found.notes.append(f"of {len(ours) - 1:,} sheets that the notebook means to keep, as written it has {counted}")
    found.notes += [f"{row['barcode']}, {row['notebook']}: {row['because']}" for row in found.told[:SHOWN]]
    if len(found.told) > SHOWN:
        found.notes.append(f"and {len(found.told) - SHOWN:,} more, each named in the JSON file")
