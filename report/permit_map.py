"""The map of the permits, drawn without tiles: points, names, a scale."""

import math
from typing import Any

import altair as alt

from . import charts
from .figure import Answer, count, listed
from .reading import Table

# of the smallest and the largest dot, in square pixels
AREA = (8, 160)


def answer(districts: Table, points: Table) -> Answer | None:
    """The permits' points by macro-district."""
    if not points.rows:
        return None
    there = [row for row in districts.records() if row["on_the_map"]]
    # the largest first, so that they have the colours that differ most
    names = [row["macro_distrito"] for row in there]
    legend = dict(zip(names, charts.CATEGORIES * len(names), strict=False))
    most = max(2, *points.column("permits"))
    where: dict[str, Any] = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    dots = (
        alt.Chart(charts.data(points.records()))
        .mark_circle(opacity=0.65)
        .encode(
            color=charts.colours("macro_distrito", legend),
            size=alt.Size("permits:Q", scale=alt.Scale(domain=[1, most], range=list(AREA)), legend=None),
            tooltip=["macro_distrito:N", alt.Tooltip("permits:Q", title="permits here", format=",")],
            **where,
        )
    )
    base = alt.Chart(charts.data(there)).encode(text="macro_distrito:N", **where)
    halo = base.mark_text(fontSize=11, fontWeight="bold", stroke="var(--paper)", strokeWidth=3, strokeOpacity=0.9)
    text = base.mark_text(fontSize=11, fontWeight="bold")
    shown = alt.LayerChart(layer=[_frame(points), dots, *_scale_bar(points), halo, text])
    chart = shown.project("mercator").properties(width="container", height=440)
    drawn = districts.total("on_the_map")
    biggest = listed(f"{row['macro_distrito']} ({count(row['permits'])})" for row in districts.records()[:3])
    said = (
        f"{count(drawn)} of {count(districts.total('permits'))} permits are on the map (without a point:"
        f" {count(districts.total('without_point'))}, far from the city: {count(districts.total('elsewhere'))})."
        f" The largest: {biggest}. Permits within 50 metres of each other are one dot."
    )
    seen = f"A map of dots, a colour each macro-district, north up. {said}"
    sizes = {count(number): _diameter(number, most) for number in sorted({1, (1 + most) // 2, most})}
    return Answer(said, chart, seen, legend, sizes, headline=(count(districts.total("permits")), "permits"))


def _diameter(permits: int, most: int) -> float:
    """How wide a dot is, in CSS pixels."""
    smallest, largest = AREA
    return round(2 * math.sqrt((smallest + (largest - smallest) * (permits - 1) / (most - 1)) / math.pi), 1)


def _frame(points: Table) -> alt.Chart:
    """Two unseen corners a tenth beyond the points: the projection fits to points alone, and would cut names off."""
    corners = []
    for end, out in ((min, -0.1), (max, 0.1)):
        corner = {}
        for name in ("longitude", "latitude"):
            values = points.column(name)
            corner[name] = end(values) + out * max(max(values) - min(values), 0.01)
        corners.append(corner)
    unseen = alt.Chart(charts.data(corners)).mark_point(opacity=0)
    shown: alt.Chart = unseen.encode(longitude="longitude:Q", latitude="latitude:Q")
    return shown


def _scale_bar(points: Table) -> tuple[alt.Chart, alt.Chart]:
    """A bar of two kilometres at the lower left of the points, for a map without one says nothing of distance."""
    west, south = min(points.column("longitude")), min(points.column("latitude"))
    kilometres = 2
    # a degree of longitude is 111.32 km at the equator, and shrinks with the cosine of the latitude
    east = west + kilometres / (111.32 * math.cos(math.radians(south)))
    ends = [{"west": west, "east": east, "latitude": south, "text": f"{kilometres} km"}]
    base = alt.Chart(charts.data(ends))
    along = {"longitude": "west:Q", "longitude2": "east:Q", "latitude": "latitude:Q", "latitude2": "latitude:Q"}
    bar = base.mark_rule(strokeWidth=2).encode(**along)
    text = base.mark_text(align="left", dy=-9).encode(longitude="west:Q", latitude="latitude:Q", text="text:N")
    return bar, text
