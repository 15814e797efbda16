"""One page of dbt's page and its artifacts, that asks nothing of any server."""

import json
import re
from typing import Any

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
# room for the columns' descriptions
STYLE = (
    ".column-row > td, table:has(.column-row) th"
    "{padding-left: 8px !important; padding-right: 8px !important; letter-spacing: 0}"
)
NO_CONSTRAINTS = ".column-row > td:nth-child(4), table:has(.column-row) th:nth-child(4) {display: none}"
BANNER = (
    '<p style="position:fixed;z-index:1000;left:0;bottom:0;margin:0;padding:4px 12px;background:#fff1d6;color:#8a4b00;'
    'border:1px solid;border-width:1px 1px 0 0;font:13px/1.5 sans-serif">'
    "<b>SYNTHETIC</b> the records of {} are made up</p>"
)

# its own icon's address was never filled in
ICON_LEFT_UNDONE = r'<link rel="shortcut icon" href="\$\{[^"]*"\s*/?>'
# What dbt's page does badly, put right; a newer page that lacks one of these is left as it is.
TWEAKS = (
    # an address in a template, that the browser fetches before it is filled in
    ('<use xlink:href="{{', '<use ng-attr-href="{{'),
    # the lineage begins without the tests, which bury the models; a tick in `resources` brings them
    (
        'resource_types:["model","seed","snapshot","source","test","unit_test","analysis","exposure"',
        'resource_types:["model","seed","snapshot","source","exposure"',
    ),
    # a column's description in the width of a word
    (
        "text-overflow: ellipsis; overflow-x: hidden; white-space: nowrap; max-width: 1px;",
        "width: 45%; min-width: 14em; line-height: 1.4;",
    ),
    # its nodes closer together, so that names are larger; its edges lighter, so that they are seen
    ("rankSep:200,edgeSep:30,nodeSep:50", "rankSep:70,edgeSep:20,nodeSep:20"),
    ('"target-arrow-color":"#006f8a"', '"target-arrow-color":"#6bb3c8"'),
    ('"line-color":"#006f8a"', '"line-color":"#6bb3c8"'),
)


def assemble(template: str, manifest: dict[str, Any], catalog: dict[str, Any], synthetic: list[str]) -> str:
    """dbt's page with the artifacts inside.

    template   index.html as `dbt docs generate` leaves it, with places for the two artifacts
    synthetic  the sources whose records are made up
    """
    for old, new in TWEAKS:
        template = template.replace(old, new)
    template = re.sub(ICON_LEFT_UNDONE, "", template)
    for place, artifact in (("MANIFEST", manifest), ("CATALOG", catalog)):
        marker = f'"{place}.JSON INLINE DATA"'
        if marker not in template:
            raise ValueError(f"dbt's page has no place for its {place.lower()} any more")
        template = template.replace(marker, embedded(artifact))
    template = template.replace("<head>", f"<head>{HEAD}{ICON}", 1)
    style = STYLE + ("" if has_constraints(manifest) else NO_CONSTRAINTS)
    template = template.replace("</head>", f"<style>{style}</style></head>", 1)
    template = re.sub(r"<title>.*?</title>", "<title>folio: docs</title>", template, count=1)
    return template.replace("</body>", f"{BANNER.format(', '.join(synthetic))}</body>", 1) if synthetic else template


def has_constraints(manifest: dict[str, Any]) -> bool:
    """Whether any column has a constraint, so that the page's column for them has something to say."""
    columns = (column for node in manifest["nodes"].values() for column in node.get("columns", {}).values())
    return any(column.get("constraints") for column in columns)


def embedded(value: Any) -> str:
    """A value as JSON that may stand in a script element."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")


def closed(page: str) -> str:
    """Somebody else's page with the door shut."""
    return page.replace("<head>", f"<head>{HEAD}", 1)
