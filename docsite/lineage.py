"""The columns' lineage: colibri's page, put right as dbt's is, with the way back and its door shut."""

from html import escape

from .page import HEAD, asset

STRIP = (
    '<div class="folio-strip"><a href="../index.html">&#8592; the docs</a>{}'
    '<span class="hint">+ on a card draws its neighbours; a column shows where it comes from and goes</span></div>'
)
# What colibri's page does badly, put right; a newer page that lacks one of these is left as it is.
TWEAKS = (
    # a model that is chosen stands alone: its parents two deep, and its children, come with it
    ("[Wt,Fo]=H.useState(0),[ao,ft]=H.useState(0)", "[Wt,Fo]=H.useState(2),[ao,ft]=H.useState(1)"),
)


def dress(page: str, synthetic: list[str]) -> str:
    """Colibri's page with a beginning that shows lineage, folio's strip on top, and no way out of the machine."""
    for old, new in TWEAKS:
        page = page.replace(old, new)
    made_up = f'<span class="made-up"><b>SYNTHETIC</b> made-up records<i>: {escape(", ".join(synthetic))}</i></span>'
    page = page.replace("<head>", f"<head>{HEAD}<script>{asset('lineage.js')}</script>", 1)
    page = page.replace("</head>", f"<style>{asset('lineage.css')}</style></head>", 1)
    return page.replace("<body>", f"<body>{STRIP.format(made_up if synthetic else '')}", 1)
