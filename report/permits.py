"""The permits' figures. No name of a person is asked for, here or in the queries."""

from typing import Any

import altair as alt

from . import charts, permit_areas, permit_map
from .figure import Answer, Figure, Section, count, counted, empty, listed, share
from .reading import Table


def months(table: Table) -> Answer | None:
    """Permits by month of registration and result."""
    if empty(table, "permits"):
        return None
    dated = [row for row in table.records() if row["month"] is not None]
    totals: dict[str, int] = {}
    for row in table.records():
        totals[row["resultado"]] = totals.get(row["resultado"], 0) + row["permits"]
    totals = {name: totals[name] for name in [*charts.RESULT, *totals] if name in totals}
    said = listed(f"{name} {count(number)}" for name, number in totals.items())
    span = f"{dated[0]['month']:%B %Y} to {dated[-1]['month']:%B %Y}" if dated else "no date"
    legend = charts.present(charts.RESULT, list(totals))
    stacked = list(legend)
    chart = (
        alt.Chart(
            charts.data(
                [row | {"month": row["month"].isoformat(), "order": stacked.index(row["resultado"])} for row in dated]
            )
        )
        .mark_bar()
        .encode(
            # UTC, or the browser's zone would move a month's first day into the month before
            x=alt.X(
                "utcyearmonth(month):T", title="month of registration", axis=alt.Axis(format="%Y", tickCount="year")
            ),
            y=alt.Y("permits:Q", title="permits"),
            color=charts.colours("resultado", legend),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("utcyearmonth(month):T", title="month", format="%B %Y"),
                "resultado:N",
                alt.Tooltip("permits:Q", format=","),
            ],
        )
        .properties(width="container", height=240)
    )
    return Answer(
        f"{count(table.total('permits'))} permits, {span}: {said}.",
        chart,
        f"Stacked bars, one a month, {span}, coloured by result: {said}.",
        legend,
    )


def approval(districts: Table, waits: Table) -> Answer | None:
    """Time from registration to approval."""
    if empty(waits, "permits"):
        return None
    everywhere, *each = districts.records()
    said = (
        f"Half of {count(everywhere['permits'])} approved permits took {count(everywhere['median_days'])} days or less,"
        f" nine of ten {count(everywhere['ninetieth_percentile_days'])} or less."
    )
    if len({row["median_days"] for row in each}) > 1:
        slowest, quickest = _of_median(each, 0), _of_median(each, -1)
        said += f" The medians of the macro-districts go from {quickest} to {slowest}."
    known = dict(waits.rows)
    rows = [
        {"months": "36+" if month == 36 else str(month), "count": known.get(month, 0)}
        for month in range(int(max(known)) + 1)
    ]
    chart = charts.columns(
        rows,
        "months",
        ("months of 30 days from registration to approval", "permits"),
        tooltip=["months:N", alt.Tooltip("count:Q", title="permits", format=",")],
    )
    return Answer(said, chart, f"Bars of approved permits by the months they waited. {said}")


def _of_median(districts: list[dict[str, Any]], place: int) -> str:
    """The median at a place of the districts that are ordered by it, and all that have it, with their permits."""
    days = districts[place]["median_days"]
    names = [
        f"{row['macro_distrito']}, {counted(row['permits'], 'permit')}"
        for row in districts
        if row["median_days"] == days
    ]
    return f"{count(days)} days ({'; '.join(names)})"


def floors(table: Table) -> Answer | None:
    """Permits by floors."""
    numbers = [row for row in table.records() if row["floors"] not in ("not given", "implausible")]
    if not numbers:
        return None
    known = {row["floors"]: row["permits"] for row in table.records()}
    odd = next((row for row in table.records() if row["floors"] == "implausible"), None)
    total = sum(row["permits"] for row in numbers)
    low = sum(row["permits"] for row in numbers if row["most"] <= 5)
    said = (
        f"{share(low, total)} of {count(total)} permits have up to five floors; the highest has"
        f" {count(max(row['most'] for row in numbers))}. Without a number: {count(known.get('not given', 0))}"
        + (f"; with an implausible one: {count(odd['permits'])} (up to {count(odd['most'])})." if odd else ".")
    )
    last = min(20, max(row["most"] for row in numbers) + 1)
    rows = [
        {"floors": str(floor), "count": known.get(str(floor), 0)}
        for floor in range(min(row["fewest"] for row in numbers), last)
    ]
    rows += [{"floors": "20+", "count": known["20 and more"]}] if "20 and more" in known else []
    chart = charts.columns(
        rows, "floors", ("floors", "permits"), tooltip=["floors:N", alt.Tooltip("count:Q", title="permits", format=",")]
    )
    return Answer(said, chart, f"Bars of permits by number of floors. {said}")


def fuente(table: Table) -> Answer | None:
    """Where permits are known from."""
    if empty(table, "permits"):
        return None
    totals: dict[str, int] = {}
    for row in table.records():
        totals[row["fuente"]] = totals.get(row["fuente"], 0) + row["permits"]
    asked = sum(row["permits"] for row in table.records() if row["page_outcome"] in ("refused", "failed"))
    meaning = {"Ambos": "layer and page", "API": "layer alone", "HTML": "page alone"}
    said = listed(f"{meaning[name]} ({name}) {count(totals.get(name, 0))}" for name in meaning)
    legend = charts.present(charts.RESULT | {"not in the layer": "var(--muted)"}, table.column("resultado"))
    rows = [
        {
            "source": f"{meaning[row['fuente']]} ({row['fuente']})",
            "count": row["permits"],
            "resultado": row["resultado"],
            "page": row["page_outcome"],
        }
        for row in table.records()
    ]
    chart = charts.bars(
        rows,
        "source",
        "permits",
        color=charts.colours("resultado", legend),
        tooltip=["source:N", "resultado:N", "page:N", alt.Tooltip("count:Q", title="permits", format=",")],
    )
    return Answer(
        f"Permits by where they are known from: {said}. Pages asked for and not given: {count(asked)}.",
        chart,
        f"Bars of permits by where they are known from, coloured by result: {said}.",
        legend,
    )


SECTION = Section(
    key="permits",
    title="Permits",
    intro=(
        "The building permits of La Paz, Bolivia: the city's layer, and one web page for each approved permit. The"
        " city's words for a result are APROBADO (approved), OBSERVADO (sent back with remarks) and RECHAZADO"
        " (rejected)."
    ),
    figures=(
        Figure("map", "Where they are", ("permits_by_district", "permits_map"), permit_map.answer, rows_shown=12),
        Figure("months", "Permits by month and result", ("permits_by_month",), months, rows_shown=24),
        Figure("approval", "From registration to approval", ("approval_by_district", "approval_days"), approval),
        Figure("floors", "Floors", ("permit_floors",), floors),
        Figure("areas", "Areas", ("permit_areas",), permit_areas.answer),
        Figure("fuente", "Where a permit is known from", ("permit_fuente",), fuente),
    ),
    commands=("python -m ingest wfs lapaz", "python -m ingest pages lapaz", "dbt build"),
)
