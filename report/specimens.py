"""The kept specimens by country and by decade, stained against unstained."""

from typing import Any

import altair as alt

from . import charts
from .figure import Answer, count, listed
from .reading import Table

BOTH = ("stained", "unstained")
PAIR = charts.present(charts.STAIN, BOTH)


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
    named = [row for row in table.records() if row["country"] not in ("not given", "all other countries")]
    unnamed = next((row["specimens"] for row in table.records() if row["country"] == "not given"), 0)
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
    first = _largest(named, table.total("specimens"))
    return Answer(
        f"{said}{first} Without a country: {count(unnamed)}.",
        chart,
        f"Pairs of bars, stained and unstained, for each of the {len(named)} most frequent countries.{first}",
        PAIR,
    )


def _largest(named: list[dict[str, Any]], total: int) -> str:
    """The three countries with most specimens, how many these are of all, and who has as many as the third."""
    if not named:
        return ""
    top = named[:3]
    said = listed(
        f"{row['country']} ({count(row['stained'])} stained, {count(row['unstained'])} unstained)" for row in top
    )
    tied = [row["country"] for row in named[3:] if row["specimens"] == top[-1]["specimens"]]
    also = f"; as many as {top[-1]['country']}: {listed(tied)}" if tied else ""
    together = f"{count(sum(row['specimens'] for row in top))} of {count(total)}"
    return f" The largest: {said}, together {together}{also}."


def decades(table: Table) -> Answer | None:
    """Kept specimens by decade, stained against unstained."""
    if not table.rows:
        return None
    dated = [row | {"decade": int(row["decade"][:-1])} for row in table.records() if row["decade"] != "no year"]
    undated = sum(row["specimens"] for row in table.records() if row["decade"] == "no year")
    rows = [
        {"decade": f"{row['decade']}s", "label": label, "count": row[label]} for row in _every(dated) for label in BOTH
    ]
    peaks = [_peak(dated, label) for label in BOTH if any(row[label] for row in dated)]
    most = f" The commonest decade of the {', that of the '.join(peaks)}." if peaks else ""
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


def _peak(dated: list[dict[str, Any]], label: str) -> str:
    """The decades with most specimens of a label, with their number, of all that have a year."""
    most, total = max(row[label] for row in dated), sum(row[label] for row in dated)
    names = [f"{row['decade']}s" for row in dated if row[label] == most]
    which = listed(f"the {name}" for name in names) if len(names) <= 3 else f"any of {len(names)}"
    each = " each" if len(names) > 1 else ""
    return f"{label} ones is {which} ({count(most)} of {count(total)}{each})"


def _every(dated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Decades without a specimen as well: time goes on in them."""
    if not dated:
        return []
    known = {row["decade"]: row for row in dated}
    return [
        known.get(decade, {"decade": decade, "stained": 0, "unstained": 0})
        for decade in range(dated[0]["decade"], dated[-1]["decade"] + 1, 10)
    ]
