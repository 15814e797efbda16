"""One page of dbt's page and its artifacts, that asks nothing of any server."""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent / "assets"
# Nothing may be fetched, whatever the page's scripts think; data: is for its pictures and fonts.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline';"
    " img-src data:; font-src data:"
)
HEAD = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
ICON = (
    "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M3 1h7l3 3v11H3z' fill='%232f6f73'/%3E%3C/svg%3E\">"
)
MENU = '<button class="folio-menu" aria-label="the tree of models" aria-expanded="false">&#9776;</button>'
STRIP = '<div class="folio-strip"><b>SYNTHETIC</b> made-up records: {}</div>'
NO_CONSTRAINTS = ".column-row > td:nth-child(4), table:has(.column-row) th:nth-child(4) {display: none}"

# What has no colour of its own in dbt_project.yml: dark enough for white words, far enough from the other layers'.
SOURCES, EXPOSURES = "#4a5560", "#b83c24"
LAYERS = ("seeds", "staging", "intermediate", "marts", "quality")

# its own icon's address was never filled in
ICON_LEFT_UNDONE = r'<link rel="shortcut icon" href="\$\{[^"]*"\s*/?>'
LINEAGE_TITLE = r"Lineage Graph\\n *</h6>"
# What dbt's page does badly, put right; a newer page that lacks one of these is left as it is.
TWEAKS = (
    # an address in a template, that the browser fetches before it is filled in
    ('<use xlink:href="{{', '<use ng-attr-href="{{'),
    # the lineage begins without the tests, which bury the models; a tick in `resources` brings them
    (
        'resource_types:["model","seed","snapshot","source","test","unit_test","analysis","exposure"',
        'resource_types:["model","seed","snapshot","source","exposure"',
    ),
    # a column's description in the width of a word, and its Markdown as it is written
    (
        "text-overflow: ellipsis; overflow-x: hidden; white-space: nowrap; max-width: 1px;",
        "width: 45%; min-width: 14em; line-height: 1.4;",
    ),
    (
        '<span ng-show="!column.expanded">{{ column.description }}</span>',
        '<span ng-show="!column.expanded"><span marked="column.description"></span></span>',
    ),
    (
        '<span ng-show="!arg.expanded">{{ arg.description }}</span>',
        '<span ng-show="!arg.expanded"><span marked="arg.description"></span></span>',
    ),
    # its search sorts by a weight that its results have not; and shows Markdown as it is written
    ("}(t.search(n.query),n.checkboxStatus)", "}(folioRanked(t.search(n.query),n.query),n.checkboxStatus)"),
    ("n.shorten=function(e){", "n.shorten=function(e){e=folioPlain(e);"),
    # beside a model's code, the lineage of its columns
    (
        "<a ui-sref=\"dbt.model({\\'#\\': \\'code\\'})\">Code</a></li>",
        "<a ui-sref=\"dbt.model({\\'#\\': \\'code\\'})\">Code</a></li>"
        '<li><a ng-href="lineage/index.html?model={{model.unique_id}}&parents=2&children=1">Column lineage</a></li>',
    ),
    # the lineage's nodes closer together, so that names are larger, in words that are thick enough to read small
    ("rankSep:200,edgeSep:30,nodeSep:50", "rankSep:70,edgeSep:20,nodeSep:20"),
    ('"font-weight":300,"font-family"', '"font-weight":500,"font-family"'),
    ('"text-outline-width":"1px"', '"text-outline-width":"0px"'),
    # light ground, and on it edges that are seen and do not shout
    ('shape:"ellipse",color:"#fff"', 'shape:"ellipse",color:"#1d2b36"'),
    ('"target-arrow-color":"#006f8a"', '"target-arrow-color":"#93a5b1"'),
    ('"line-color":"#006f8a"', '"line-color":"#93a5b1"'),
    ('png({bg:"#005e7a"})', 'png({bg:"#f6f8f9"})'),
    (
        '"background-color":"#5fb825","border-color":"#5fb825"',
        f'"background-color":"{SOURCES}","border-color":"{SOURCES}"',
    ),
    (
        '"background-color":"#ff694b","border-color":"#ff694b"',
        f'"background-color":"{EXPOSURES}","border-color":"{EXPOSURES}"',
    ),
    ('"background-color":"#88447d","border-color":"#88447d"', '"background-color":"#1d2b36","border-color":"#1d2b36"'),
)


def assemble(template: str, manifest: dict[str, Any], catalog: dict[str, Any], synthetic: list[str]) -> str:
    """dbt's page with the artifacts inside.

    template   index.html as `dbt docs generate` leaves it, with places for the two artifacts
    synthetic  the sources whose records are made up
    """
    for old, new in TWEAKS:
        template = template.replace(old, new)
    template = re.sub(ICON_LEFT_UNDONE, "", template)
    template = re.sub(LINEAGE_TITLE, lambda _: f"Lineage</h6>{legend(manifest)}", template)
    for place, artifact in (("MANIFEST", manifest), ("CATALOG", catalog)):
        marker = f'"{place}.JSON INLINE DATA"'
        if marker not in template:
            raise ValueError(f"dbt's page has no place for its {place.lower()} any more")
        template = template.replace(marker, embedded(artifact))
    style = asset("docs.css") + ("" if has_constraints(manifest) else NO_CONSTRAINTS)
    # their scripts are read before dbt's, which calls them
    template = template.replace("<head>", f"<head>{HEAD}{ICON}<script>{asset('docs.js')}</script>", 1)
    template = template.replace("</head>", f"<style>{style}</style></head>", 1)
    template = re.sub(r"<title>.*?</title>", "<title>folio: docs</title>", template, count=1)
    strip = STRIP.format(escape(", ".join(synthetic))) if synthetic else ""
    if synthetic:
        template = re.sub(r"<body\b", '<body class="folio-synthetic"', template, count=1)
    return template.replace("</body>", f"{strip}{MENU}</body>", 1)


def legend(manifest: dict[str, Any]) -> str:
    """What the colours of the lineage mean, in HTML without a single quote: it stands in a script's string."""
    colours = {"sources": SOURCES}
    found = {}
    for node in manifest["nodes"].values():
        if colour := (node.get("docs") or {}).get("node_color"):
            layer = "seeds" if node["resource_type"] == "seed" else node["path"].partition("/")[0]
            found[layer] = colour
    colours |= {layer: found[layer] for layer in LAYERS if layer in found}
    colours["exposures"] = EXPOSURES
    marks = (f'<span><i style="background:{escape(colour)}"></i>{layer}</span>' for layer, colour in colours.items())
    return f'<div class="folio-legend">{"".join(marks)}</div>'


def has_constraints(manifest: dict[str, Any]) -> bool:
    """Whether any column has a constraint, so that the page's column for them has something to say."""
    columns = (column for node in manifest["nodes"].values() for column in node.get("columns", {}).values())
    return any(column.get("constraints") for column in columns)


def embedded(value: Any) -> str:
    """A value as JSON that may stand in a script element."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")


def asset(name: str) -> str:
    """A style or a script of folio's own."""
    return (ASSETS / name).read_text(encoding="utf-8")
