"""The charts' common forms. Colours are CSS variables, so that one drawing serves light, dark and paper (style.css)."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

KEPT, DROPPED = "var(--kept)", "var(--dropped)"
STAIN = {"stained": "var(--stained)", "unstained": "var(--unstained)", "conflicting": "var(--conflicting)"}
# the reasons of the herbarium's funnels, where the ledger's own word says too little beside a bar
REASONS = {
    "rejected": "could not be landed",
    "exact_repeat": "equal to an earlier row",
    "other_provider": "not Botany's",
    "no_barcode_in_description": "no barcode in the description",
    "no_word_after_barcode": "nothing after \u201cbarcode\u201d",
    "repeated_in_set": "label twice in one set",
    "in_both_sets": "second label of a sheet in both sets",
    "conflicting_label": "sheet that bears both labels",
    "no_image": "no image of the sheet",
    "multi_specimen": "several specimens on the sheet",
    "multi_image": "several images of the specimen",
    "not_cc0": "image that is not CC0",
    "repeated_label": "sheet whose label is given twice",
    "repeated_media_row": "sheet whose image is listed twice",
    "no_specimen": "no specimen named",
}
RESULT = {
    "APROBADO": "var(--good)",
    "OBSERVADO": "var(--warn)",
    "RECHAZADO": "var(--bad)",
    "none yet": "var(--none)",
}
CATEGORIES = [f"var(--c{number})" for number in range(1, 9)]

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--muted)",
        "gridColor": "var(--rule)",
        "domainColor": "var(--rule)",
        "tickColor": "var(--rule)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 200,
    },
    "axisX": {"labelOverlap": True, "labelSeparation": 5},
    "text": {"color": "var(--ink)", "fontSize": 12},
    "bar": {"color": KEPT},
    "rule": {"color": "var(--ink)"},
}


def data(rows: Sequence[dict[str, Any]]) -> alt.InlineData:
    """Rows as the chart's own data."""
    return alt.InlineData(values=list(rows))


def present(of: Mapping[str, str], values: Sequence[str]) -> dict[str, str]:
    """The colours of the values that are there, in the colours' order: a chart's legend."""
    return {name: colour for name, colour in of.items() if name in values}


def colours(field: str, of: Mapping[str, str]) -> alt.Color:
    """A colour for each value of a field. The page sets the legend."""
    return alt.Color(f"{field}:N", legend=None, scale=alt.Scale(domain=list(of), range=list(of.values())))


def spec(chart: alt.Chart | alt.LayerChart) -> dict[str, Any]:
    """A chart as the page embeds it: as wide as the page lets it be, as high as it needs."""
    fitted = {
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 0, "right": 2, "top": 4, "bottom": 2},
    }
    return dict(chart.to_dict()) | fitted


def counts(title: str, **more: Any) -> alt.X:
    """A horizontal axis of whole numbers."""
    return alt.X("count:Q", title=title, axis=alt.Axis(format=",d", tickMinStep=1, tickCount=5), **more)


def funnel(first: str, steps: Sequence[dict[str, Any]]) -> alt.LayerChart:
    """A bar for what is there at first and for what each step lets out; what it drops hangs on it, with its reason.

    `steps` are rows of the ledger: reason, rows_in, rows_dropped, rows_out. The words stand above their bars, which
    leaves the whole width to both, on a phone as well.
    """
    start = steps[0]["rows_in"]
    rows = [{"place": 0, "kept": start, "all": start, "left": first, "right": f"{start:,}"}]
    rows += [
        {
            "place": place,
            "kept": step["rows_out"],
            "all": step["rows_in"],
            "left": f"{-step['rows_dropped']:,} {reason(step['reason'])}".replace("-", "\N{MINUS SIGN}"),
            "right": f"{step['rows_out']:,}",
        }
        for place, step in enumerate(steps, 1)
    ]
    base = alt.Chart(data(rows)).encode(y=alt.Y("place:O", axis=None))
    x = alt.X("kept:Q", axis=None, scale=alt.Scale(domain=[0, max(start, 1)]))
    tooltip = [alt.Tooltip("left:N", title="step"), alt.Tooltip("right:N", title="left over")]
    kept = base.mark_bar(height=9, yOffset=9, color=KEPT).encode(x=x, tooltip=tooltip)
    dropped = base.mark_bar(height=9, yOffset=9, color=DROPPED).encode(x=x, x2="all:Q", tooltip=tooltip)
    left = base.mark_text(align="left", dy=-6).encode(x=alt.value(0), text="left:N")
    right = base.mark_text(align="right", dy=-6, fontWeight="bold").encode(x=alt.value("width"), text="right:N")
    shown = alt.LayerChart(layer=[kept, dropped, left, right])
    return shown.properties(width="container", height=38 * len(rows))


def bars(rows: Sequence[dict[str, Any]], category: str, title: str, **encoding: Any) -> alt.Chart:
    """Horizontal bars of `count`, a row each `category`, in the order of the rows."""
    order = list(dict.fromkeys(row[category] for row in rows))
    chart = alt.Chart(data(rows)).mark_bar()
    shown: alt.Chart = chart.encode(x=counts(title), y=alt.Y(f"{category}:N", sort=order, title=None), **encoding)
    return shown.properties(width="container", height=24 * len(order))


def columns(rows: Sequence[dict[str, Any]], category: str, names: tuple[str, str], **encoding: Any) -> alt.Chart:
    """Upright bars of `count`, one each `category`, in the order of the rows; `names` are the titles of x and y."""
    order = list(dict.fromkeys(row[category] for row in rows))
    shown: alt.Chart = (
        alt.Chart(data(rows))
        .mark_bar()
        .encode(
            x=alt.X(f"{category}:N", sort=order, title=names[0], axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title=names[1], axis=alt.Axis(format=",d", tickMinStep=1, tickCount=5)),
            **encoding,
        )
    )
    return shown.properties(width="container", height=220)


def reason(name: str) -> str:
    """A reason of the ledger in few words."""
    return REASONS.get(name) or words(name)


def words(name: str) -> str:
    """A name of the warehouse as words."""
    return name.replace("_", " ")
