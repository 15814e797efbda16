"""The herbarium's figures."""

from typing import Any

import altair as alt

from . import charts, specimens
from .figure import Answer, Figure, Section, count, empty, listed, share
from .reading import Table


def _losses(steps: list[dict[str, Any]]) -> str:
    lost = [
        f"{charts.reason(step['reason'])} ({count(step['rows_dropped'])})" for step in steps if step["rows_dropped"]
    ]
    return f"Lost on the way: {listed(lost)}." if lost else "Nothing is lost on the way."


def _funnel(table: Table, first: str, text: str, counted: str) -> Answer | None:
    steps = table.records()
    if empty(table, "rows_in"):
        return None
    start, end = steps[0]["rows_in"], steps[-1]["rows_out"]
    said = f"{text.format(start=count(start), end=count(end), share=share(end, start))} {_losses(steps)}"
    seen = f"A funnel of bars from {count(start)} to {count(end)} in {len(steps)} steps. {_losses(steps)}"
    legend = {"left over": charts.KEPT, "dropped at this step": charts.DROPPED}
    return Answer(said, charts.funnel(first, steps), seen, legend, headline=(count(end), counted))


def media(table: Table) -> Answer | None:
    """From the media file's rows to those with a barcode."""
    text = (
        "Of {start} rows in the museum's media file, {end} ({share}) are different rows of Botany that bear a barcode."
    )
    return _funnel(table, "rows of the media file", text, "media rows with a barcode")


def kept(table: Table, records: Table) -> Answer | None:
    """From the labels to what the notebook keeps."""
    sheets, known = records.rows[0]
    whose = "all" if sheets == known else count(known)
    text = (
        "{start} labels lead to {end} sheets ({share}) that the notebook's rules keep;"
        f" {whose} of them with a record of the specimen."
    )
    return _funnel(table, "labels of both sets", text, "sheets that the notebook keeps")


def usable(table: Table) -> Answer | None:
    """From the labelled sheets to what folio's own rule keeps."""
    text = (
        "{end} of {start} labelled sheets ({share}) are usable by folio's own rule: one specimen, one label, all images"
        " CC0. Two images of one specimen are two good images, so this is more than the notebook keeps."
    )
    return _funnel(table, "labelled sheets", text, "sheets usable by folio's rule")


def sheet_kinds(table: Table) -> Answer | None:
    """What is on the labelled sheets."""
    if empty(table, "sheets"):
        return None
    rows = [row | {"count": row["sheets"], "kind": charts.words(row["sheet_kind"])} for row in table.records()]
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["kind"]] = totals.get(row["kind"], 0) + row["sheets"]
    said = listed(f"{kind} ({count(number)})" for kind, number in totals.items())
    legend = charts.present(charts.STAIN, table.column("stain_status"))
    chart = charts.bars(
        rows,
        "kind",
        "labelled sheets",
        color=charts.colours("stain_status", legend),
        tooltip=[
            alt.Tooltip("kind:N", title="sheet"),
            alt.Tooltip("stain_status:N", title="label"),
            alt.Tooltip("sheets:Q", format=","),
            alt.Tooltip("kept:Q", format=",", title="kept by the notebook"),
            alt.Tooltip("usable:Q", format=","),
        ],
    )
    return Answer(
        f"{count(table.total('sheets'))} labelled sheets: {said}. Usable: {count(table.total('usable'))}.",
        chart,
        f"Bars of labelled sheets by what is on them, split by label: {said}.",
        legend,
    )


SECTION = Section(
    key="herbarium",
    title="Herbarium",
    intro=(
        "Which sheets of the US National Herbarium are in the Figshare sets of mercury-stained and unstained sheets,"
        " what each holds, and which may be used freely."
    ),
    figures=(
        Figure(
            "kept",
            "From the labels to the last row",
            ("herbarium_funnel", "kept_records"),
            kept,
            open=("herbarium_funnel",),
        ),
        Figure("usable", "What may be used", ("herbarium_usable",), usable, open=("herbarium_usable",)),
        Figure("media", "From the media file to barcodes", ("herbarium_media",), media, open=("herbarium_media",)),
        Figure("kinds", "What is on the labelled sheets", ("sheet_kinds",), sheet_kinds),
        Figure("countries", "Specimens by country", ("specimens_by_country",), specimens.countries),
        Figure("decades", "Specimens by decade", ("specimens_by_decade",), specimens.decades),
    ),
    commands=("python -m ingest tarball figshare", "python -m ingest dwca nmnh", "dbt build"),
)
