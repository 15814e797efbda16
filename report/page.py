"""The page: sections, figures, scripts and styles in one file that asks nothing of any server."""

import functools
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import altair as alt
import jinja2
import vl_convert

from . import charts, herbarium, permits, quality
from .figure import Answer, Figure
from .reading import NotBuilt, Table, Warehouse

HERE = Path(__file__).parent
SECTIONS = (herbarium.SECTION, permits.SECTION, quality.SECTION)


@dataclass(frozen=True)
class Shown:
    """A figure as the page shows it: no answer where there is nothing to show; why, where it is not built."""

    figure: Figure
    tables: tuple[Table, ...]
    answer: Answer | None
    not_built: str | None = None


def render(warehouse: Warehouse) -> str:
    """The whole page as HTML."""
    sections = [(section, [ask(warehouse, figure) for figure in section.figures]) for section in SECTIONS]
    specs = {
        shown.figure.key: charts.spec(shown.answer.chart)
        for _, figures in sections
        for shown in figures
        if shown.answer is not None and shown.answer.chart is not None
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"cell": cell, "words": charts.words, "is_long": is_long, "is_broad": is_broad}
    return environment.get_template("page.html").render(
        sections=sections,
        headlines=[
            (f"{section.key}-{shown.figure.key}", *shown.answer.headline)
            for section, figures in sections
            for shown in figures
            if shown.answer is not None and shown.answer.headline is not None
        ],
        synthetic=synthetic(warehouse),
        made=datetime.now(UTC),
        style=(HERE / "style.css").read_text(encoding="utf-8"),
        script=(HERE / "page.js").read_text(encoding="utf-8"),
        library=script(vega(), specs),
        specs=embedded(specs),
        config=embedded(charts.CONFIG),
    )


def ask(warehouse: Warehouse, figure: Figure) -> Shown:
    """A figure's answer, from the warehouse."""
    try:
        tables = tuple(warehouse.query(name) for name in figure.queries)
    except NotBuilt as missing:
        return Shown(figure, (), None, str(missing))
    return Shown(figure, tables, figure.answer(*tables))


def synthetic(warehouse: Warehouse) -> list[str]:
    """The collections whose records are made up; empty where all are real, or nothing is built."""
    try:
        return [str(name) for name in warehouse.query("synthetic").column("collection")]
    except NotBuilt:
        return []


@functools.cache
def vega() -> str:
    """Vega-Embed and all that it needs in one script, of the version that Altair writes for."""
    major, minor, *_ = alt.SCHEMA_VERSION.lstrip("v").split(".")
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=f"{major}.{minor}")


def script(text: str, specs: dict[str, Any]) -> str:
    """A script that may stand in a page; nothing where there is no chart to draw."""
    return text.replace("</script", "<\\/script") if specs else ""


def embedded(value: Any) -> str:
    """A value as JSON that may stand in a script element."""
    return json.dumps(value, default=plain, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")


def plain(value: Any) -> Any:
    """What JSON does not know."""
    return float(value) if isinstance(value, Decimal) else str(value)


def cell(value: Any) -> str:
    """A value as a table shows it."""
    match value:
        case None:
            return "\N{EN DASH}"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case int():
            return f"{value:,}"
        case float() | Decimal():
            return f"{value:,.4f}".rstrip("0").rstrip(".")
        case _:
            return str(value)


def is_broad(table: Table) -> bool:
    """Whether a table is too broad for a phone, which then shows a row's values one below the other."""
    return len(table.columns) > 4 or any(is_long(value) for row in table.rows for value in row)


def is_long(value: Any) -> bool:
    """Whether a cell holds prose, which needs room."""
    return isinstance(value, str) and len(value) > 40
