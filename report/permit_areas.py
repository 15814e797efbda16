"""The permits' areas: of land, of what is built, of what may be built."""

import re

import altair as alt

from . import charts
from .figure import Answer, count, counted, listed
from .reading import Table

AREAS = {"land": "var(--c1)", "built": "var(--c2)", "may be built": "var(--c3)"}


def answer(table: Table) -> Answer | None:
    """Areas of land, of what is built and of what may be built."""
    classed = [row for row in table.records() if row["square_metres"] != "not given"]
    if not classed:
        return None
    number = {kind: sum(row["permits"] for row in classed if row["kind"] == kind) for kind in AREAS}
    median = {row["kind"]: row["median_of_the_kind"] for row in classed}
    said = listed(
        f"{count(median[kind])} m² {kind} ({counted(number[kind], 'permit')})" for kind in AREAS if number[kind]
    )
    classes = {(row["kind"], row["square_metres"]): row["permits"] for row in classed}
    names = sorted({name for _, name in classes}, key=_lower)
    rows = [{"kind": kind, "class": name, "count": classes.get((kind, name), 0)} for name in names for kind in AREAS]
    chart = charts.bars(
        rows,
        "class",
        "permits",
        yOffset=alt.YOffset("kind:N", sort=list(AREAS)),
        color=charts.colours("kind", AREAS),
        tooltip=[
            "kind:N",
            alt.Tooltip("class:N", title="m²"),
            alt.Tooltip("count:Q", title="permits", format=","),
        ],
    ).properties(height=38 * len(names))
    return Answer(
        f"Half of the permits have no more than {said}. What may be built is the pages' AME (área máxima a edificar),"
        " all levels together; the notebook lost most of it.",
        chart,
        f"Bars of permits by class of square metres, three to a class: land, built, may be built. Medians: {said}.",
        AREAS,
    )


def _lower(name: str) -> int:
    """The lower end of a class of areas, in square metres."""
    digits = re.match(r"[0-9,]+", name)
    return int(digits.group().replace(",", "")) if digits else 0
