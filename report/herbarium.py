"""The herbarium's figures."""

from typing import Any

import altair as alt

from . import charts
from .figure import Answer, Figure, Section, count, empty, listed, share
from .warehouse import Table

BOTH = ("stained", "unstained")
PAIR = charts.present(charts.STAIN, BOTH)


def _losses(steps: list[dict[str, Any]]) -> str:
    lost = [f"{charts.words(step['reason'])} ({count(step['rows_dropped'])})" for step in steps if step["rows_dropped"]]
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


def kept(table: Table) -> Answer | None:
    """From the labels to what the notebook keeps."""
    text = "{start} labels lead to {end} sheets ({share}) that the notebook's rules keep, each with its specimen."
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


def _against(table: Table, field: str) -> list[dict[str, Any]]:
    return [{field: str(row[field]), "label": label, "count": row[label]} for row in table.records() for label in BOTH]


def _pair(field: str) -> dict[str, Any]:
    return {
        "color": charts.colours("label", PAIR),
        "tooltip": [alt.Tooltip(f"{field}:N"), "label:N", alt.Tooltip("count:Q", format=",", title="specimens")],
    }


def countries(table: Table) -> Answer | None:
    """Kept specimens by country, stained against unstained."""
    if not table.rows:
        return None
    named = [row for row in table.records() if row["place"] <= 20]
    unnamed = next((row["stained"] + row["unstained"] for row in table.records() if row["country"] == "not given"), 0)
    top = listed(
        f"{row['country']} ({count(row['stained'])} stained, {count(row['unstained'])} unstained)" for row in named[:3]
    )
    said = (
        f"{count(table.total('stained'))} stained and {count(table.total('unstained'))} unstained specimens are kept."
    )
    chart = charts.bars(
        _against(table, "country"),
        "country",
        "specimens",
        yOffset=alt.YOffset("label:N", sort=list(BOTH)),
        **_pair("country"),
    ).properties(height=len(table.rows) * 30)
    first = f" Most come from {top}." if named else ""
    return Answer(
        f"{said}{first} Without a country: {count(unnamed)}.",
        chart,
        f"Pairs of bars, stained and unstained, for each of the {len(named)} most frequent countries.{first}",
        PAIR,
    )


def decades(table: Table) -> Answer | None:
    """Kept specimens by decade, stained against unstained."""
    if not table.rows:
        return None
    dated = [row for row in table.records() if row["decade"] is not None]
    undated = sum(row["stained"] + row["unstained"] for row in table.records() if row["decade"] is None)
    rows = [
        {"decade": f"{row['decade']}s", "label": label, "count": row[label]} for row in _every(dated) for label in BOTH
    ]
    peaks = {label: _peak(dated, label) for label in BOTH} if dated else {}
    most = f" Most {listed(f'{label} ones are of the {peaks[label]}s' for label in peaks)}." if peaks else ""
    span = f"from the {dated[0]['decade']}s to the {dated[-1]['decade']}s" if dated else "none with a year"
    chart = charts.columns(
        rows,
        "decade",
        ("decade of collection", "specimens"),
        xOffset=alt.XOffset("label:N", sort=list(BOTH)),
        **_pair("decade"),
    )
    return Answer(
        f"Specimens that the notebook keeps, {span}.{most} Without a year that can be read: {count(undated)}.",
        chart,
        f"Pairs of bars, stained and unstained, for each decade, {span}.{most}",
        PAIR,
    )


def _peak(dated: list[dict[str, Any]], label: str) -> int:
    """The decade with most specimens of a label; the earliest of several."""
    return int(max(dated, key=lambda row: int(row[label]))["decade"])


def _every(dated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Decades without a specimen as well: time goes on in them."""
    if not dated:
        return []
    known = {row["decade"]: row for row in dated}
    return [
        known.get(decade, {"decade": decade, "stained": 0, "unstained": 0})
        for decade in range(dated[0]["decade"], dated[-1]["decade"] + 1, 10)
    ]


SECTION = Section(
    key="herbarium",
    title="Herbarium",
    intro=(
        "Which sheets of the US National Herbarium are in the Figshare sets of mercury-stained and unstained sheets,"
        " what each holds, and which may be used freely."
    ),
    figures=(
        Figure("kept", "From the labels to the last row", ("herbarium_funnel",), kept, open=("herbarium_funnel",)),
        Figure("usable", "What may be used", ("herbarium_usable",), usable, open=("herbarium_usable",)),
        Figure("media", "From the media file to barcodes", ("herbarium_media",), media, open=("herbarium_media",)),
        Figure("kinds", "What is on the labelled sheets", ("sheet_kinds",), sheet_kinds),
        Figure("countries", "Specimens by country", ("specimens_by_country",), countries),
        Figure("decades", "Specimens by decade", ("specimens_by_decade",), decades),
    ),
    commands=("python -m ingest tarball figshare", "python -m ingest dwca nmnh", "dbt build"),
)
