"""The permits' pages: folio fetches, parses and lands them over 16 connections; the notebook asks one by one."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from bench import compare, data, notebook_permits
from bench.context import Bench
from bench.folio import PERMITS, Folio
from bench.measure import Run
from bench.results import Check, Goal, Part, wall

TITLE = "permit pages: folio fetches, parses and lands (16 connections, no rate limit), the notebook fetches and parses"
FASTEST = {0.0: 0.6, 0.05: 0.2}  # seconds before each answer: folio's wall time, of the notebook's
SILENT = (
    "one page never comes: its connection ends after a second. The notebook notes that; folio asks again, after growing"
    " pauses, which is most of its time where there are few pages"
)
RESULT = "tramites_html_identificador.csv"


def part(bench: Bench) -> Part:
    """Both sides at each latency; folio's build after the last."""
    root = bench.permits(bench.permits_scale)
    truth = data.truth(root / "lapaz")
    asked = f"{truth['pages']['asked']:,} pages"
    runs: list[Run] = []
    goals: list[Goal] = []
    checks: list[Check] = []
    for latency, limit in FASTEST.items():
        at = f"{latency * 1000:g} ms"
        folio = bench.folio("permits")
        with data.served(root, folio.folder, latency) as address:
            bench.prepare(f"folio: land the layer, {at}", folio.layer(address), folio)
            mine = bench.measure(f"folio: {asked}, {at}", folio.pages(address), folio)
            approved, out = folio.folder / "tramites_aprobados.csv", folio.folder / RESULT
            _approved(folio, approved)
            command: list[str | Path] = [
                sys.executable,
                "-m",
                "bench.notebook_permits",
                approved,
                f"{address}/situtiles/pc/?",
                out,
            ]
            theirs = bench.measure(f"notebook: {asked}, {at}", command, folio)
        runs += [theirs, mine]
        goals.append(wall(f"wall time at {at}, folio's of the notebook's", mine, theirs, limit))
        checks.append(Check(f"both sides ran at {at}", mine.ok and theirs.ok, mine.said or theirs.said))
        if mine.ok:
            outcomes = dict(folio.query("select outcome, count(*) from raw.lapaz_permit_pages group by outcome"))
            checks.append(compare.counts(f"every page is landed at {at}", outcomes, _outcomes(truth)))
    built = bench.measure("folio: dbt build", folio.build(*PERMITS), folio)
    checks.append(Check("dbt build ran", built.ok, built.said))
    notes = [SILENT]
    if built.ok and theirs.ok:
        equal, named = _same(folio, out)
        checks.append(equal)
        notes += named
    folio.remove()
    return Part("permits", TITLE, [*runs, built], goals, checks, notes)


def _outcomes(truth: dict[str, Any]) -> dict[str, int]:
    return {name: truth["pages"][name] for name in ("ok", "refused", "failed")}


def _approved(folio: Folio, target: Path) -> None:
    """The notebook's list of pages to ask for, from the layer that folio landed: the notebook's own reading of the
    layer loses some rows between its pages, and both sides are to ask for the same."""
    rows = folio.query("select properties from raw.lapaz_permit_features order by _row")
    frame = notebook_permits.identified(pd.DataFrame([json.loads(text) for (text,) in rows]))
    notebook_permits.approved(frame).to_csv(target, index=False)


def _same(folio: Folio, out: Path) -> tuple[Check, list[str]]:
    """Whether all that the notebook read from a page is what folio has of it. The notebook cannot ask for the pages of
    permits whose year it lost, and says of a failure what Python says; both are named."""
    mine = _by_identifier(folio.exported(RESULT, needs=("_cell", "_pages")))
    theirs = _by_identifier(compare.read(out, ","))
    lost = [name for name in theirs if name not in mine]
    odd = [name for name, row in theirs.items() if name in mine and row != mine[name]]
    read = sum("error" not in row for row in theirs.values())
    refused = all(theirs[name].get("error") == "rechazada" for name in lost)
    more = [name for name in mine if name not in theirs]
    notes = [
        f"{len(lost)} addresses of the notebook's are refused, for it lost the year: {', '.join(sorted(lost))}",
        f"{len(more)} pages are folio's alone, those of the same permits: {', '.join(sorted(more))}",
    ]
    holds = refused and not odd and len(lost) == len(more)
    return Check("what both read from a page is the same", holds, f"{read:,} pages; they differ in {len(odd)}"), notes


def _by_identifier(rows: compare.Rows) -> dict[str, dict[str, str]]:
    """A page's cells by the identifier in its address. What was not there is left out; of errors, all but the refusal
    are one."""
    header = rows[0]
    found = {}
    for row in rows[1:]:
        cells = {name: cell for name, cell in zip(header, row, strict=True) if cell}
        identifier = cells.pop("url").partition("?")[2]
        if "error" in cells and cells["error"] != "rechazada":
            cells["error"] = "no answer"
        found[identifier] = cells
    return found
