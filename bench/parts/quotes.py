"""The herbarium with its lone quotes: what they cost the notebook, sheet by sheet, and that they cost folio nothing.

The proof has two halves. With one option changed (a quote is data) the notebook's own steps come to what folio has,
byte for byte: so whatever they come to as written, and differs, quotes have done. And of each sheet that differs, the
lines are named that stand inside a quote.
"""

from collections import Counter

from bench import compare, data, quotes
from bench.context import Bench
from bench.measure import together
from bench.parts.herbarium import RESULT, land_and_build, notebook
from bench.results import Check, Part

TITLE = "the same with a lone quote in one row of 5,000: to folio a quote is data, to the notebook a cell's beginning"
SHOWN = 10


def part(bench: Bench) -> Part:
    """The notebook as written and mended, and folio; every sheet on which they differ is named."""
    sources, folio = bench.herbarium(bench.scale, quotes=True), bench.folio("quotes")
    written, mended = bench.work("notebook-written"), bench.work("notebook-mended")
    runs = [notebook(bench, sources, written), notebook(bench, sources, mended, "mended")]
    runs.append(together("folio, landing and dbt build", land_and_build(bench, folio, sources)))
    checks = [Check(f"{run.name} ran", run.ok, run.said) for run in runs]
    notes: list[str] = []
    told: list[dict[str, str]] = []
    if all(run.ok for run in runs):
        truth = data.truth(sources)
        planted = [truth["tables"][name]["lone_quotes"] for name in data.MEMBERS]
        checks.append(Check("lone quotes are planted", all(planted), f"{sum(planted):,}, in both files"))
        checks += compare.herbarium(folio, sources, truth)
        ours, as_written = folio.exported(RESULT), compare.read(written / RESULT, "\t")
        meant = compare.read(mended / RESULT, "\t")
        checks.append(compare.equal(f"{RESULT} is the same once the notebook takes a quote for data", ours, meant))
        odd = compare.differences(ours, as_written, "barcode")
        reasons = quotes.explain(folio, sources, odd, ours[0])
        told = [{"barcode": each.key, "notebook": each.what, "because": "; ".join(reasons[each.key])} for each in odd]
        unnamed = [row["barcode"] for row in told if not row["because"]]
        checks.append(Check("each sheet that differs stands inside a quote", not unnamed, ", ".join(unnamed[:5])))
        kinds = Counter(row["notebook"] for row in told)
        counted = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))
        notes.append(f"of {len(ours) - 1:,} sheets that the notebook means to keep, as written it has {counted}")
        notes += [f"{row['barcode']}, {row['notebook']}: {row['because']}" for row in told[:SHOWN]]
        if len(told) > SHOWN:
            notes.append(f"and {len(told) - SHOWN:,} more, each named in the JSON file")
    folio.remove()
    return Part("quotes", TITLE, runs, (), checks, notes, {"differences": told})
