"""Every cell of the three tables, once, where it stands: each fixture has one oddity that people write."""

import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pages import cells
from ingest.pages.read import read_page
from ingest.pages.text import parse

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "pages"
GENERAL, PARAMETERS, OTHER = "Datos Generales", "Parámetros de Construcción", "Otros datos"

PLAIN = {
    GENERAL: ["Código catastral | 044 0187 0033 0000"],
    PARAMETERS: [
        "AMC | Área máxima a cubrir | Sótano | 0.00 m2",
        "^AMC | ^Área máxima a cubrir | Torre | 12.00 m2",
        "ALE | Área de lote edificable | 365.64 m2",
    ],
    OTHER: ["Tipo de obra | Construcción Nueva"],
}


def read(name):
    reading = read_page((FIXTURES / f"{name}.html").read_bytes(), "text/html")
    return reading, [cells.Cell(*cell) for cell in json.loads(zlib.decompress(reading.cells))]


def grid(found):
    """Sections with their rows as text: `a | b`, `^` before what hangs over, `_` where the grid has a hole."""
    sections = {}
    for cell in found:
        rows = sections.setdefault(cell.section, {})
        row = rows.setdefault(cell.row_number, {})
        assert cell.column_number not in row, "a place of the grid has one cell"
        row[cell.column_number] = ("^" if cell.is_spanned else "") + cell.text
    return {
        section: [
            " | ".join(row.get(column, "_") for column in range(1, max(row) + 1)) for _, row in sorted(rows.items())
        ]
        for section, rows in sections.items()
    }


# what each fixture has instead of, or besides, what plain.html has
FOUND = {
    "plain": {},
    "nested-table": {
        OTHER: ["Arquitecto reponsable | ARQUITECTO 0733 Registro 17", "Tipo de obra | Construcción Nueva"]
    },
    "layout-table": {GENERAL: [*PLAIN[GENERAL], "Zona referencial | COTA COTA"]},
    "no-tbody": {GENERAL: [*PLAIN[GENERAL], "Zona referencial | COTA COTA"]},
    "no-row": {},
    "th": {GENERAL: ["Dato | Valor", *PLAIN[GENERAL], "Fuente: DATC | ^Fuente: DATC"]},
    "entities": {
        GENERAL: [*PLAIN[GENERAL], 'Informe | PÉREZ & HIJOS <1363/2017> “A"'],
        PARAMETERS: ["AMV | Área mínima verde | 73.52 m2"],
    },
    "nbsp": {
        GENERAL: [*PLAIN[GENERAL], "Normativa según informe | "],
        PARAMETERS: ["ALE | Área de lote edificable | 365.64 m2"],
    },
    "white-space": {
        GENERAL: ["Patrón de asentamiento | 4CC - d19", "Zona referencial | COTA COTA"],
        OTHER: ["Arquitecto reponsable | ARQUITECTO  0895", "Tipo de obra | Construcción Nueva"],
    },
    "heading-without-table": {PARAMETERS: None},
    "heading-twice": {OTHER: [*PLAIN[OTHER], "Tipo de proyecto | Residencial"]},
    "other-headings": {},
    "rowspan-zero": {
        PARAMETERS: [
            "AMC | Área máxima a cubrir | Sótano | 0.00 m2",
            "^AMC | ^Área máxima a cubrir | Semisótano | 12.00 m2",
            "^AMC | ^Área máxima a cubrir | Torre | 301.20 m2",
            "ALE | Área de lote edificable | 365.64 m2",
        ]
    },
    "rowspan-huge": {
        PARAMETERS: [
            "RME | Retiro mínimo de edificación torre | Frontal | 0.00 ml",
            "^RME | ^Retiro mínimo de edificación torre | Fondo | 6.70 ml",
        ]
    },
    "span-nonsense": {
        PARAMETERS: [
            "ALE | Área de lote edificable | 365.64 m2",
            "FML | Frente mínimo de lote | 19.17 ml",
            "Fin | ^Fin | ^Fin",
        ]
    },
    "colspan": {
        GENERAL: [
            "Ubicación | ^Ubicación | COTA COTA",
            "Código catastral | 044 0187 0033 0000 | ^044 0187 0033 0000",
            "Informe | ^044 0187 0033 0000 | ^044 0187 0033 0000",
        ]
    },
    "spans-that-overlap": {PARAMETERS: ["AMC | Área máxima a cubrir | Sótano", "AME | ^Área máxima a cubrir"]},
    "empty-rows": {PARAMETERS: ["AMV | 73.52 m2", "^AMV", " | "]},
    "refusal-in-a-script": {},
    "latin-1-undeclared": {},
    "latin-1-in-meta": {},
    "utf-8-called-latin-1": {},
    "byte-order-mark": {},
    "nul": {GENERAL: ["Código catastral | 044 0187 00\ufffd33 0000"]},
    "cut-off": {PARAMETERS: [PLAIN[PARAMETERS][0], "^AMC | ^Área máxima a cubrir | Torre"], OTHER: None},
}


@pytest.mark.parametrize("name", FOUND)
def test_every_cell_of_the_fixture_is_there(name):
    reading, found = read(name)
    assert reading.outcome == "ok"
    expected = {section: rows for section, rows in (PLAIN | FOUND[name]).items() if rows is not None}
    assert grid(found) == expected


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("upper-case", ["DATOS GENERALES", "PARÁMETROS DE CONSTRUCCIÓN", "OTROS DATOS:"]),
        ("lower-case", ["datos generales", "parametros de construccion", "otros datos"]),
    ],
)
def test_headings_are_known_however_they_are_written_and_land_as_written(name, headings):
    _, found = read(name)
    assert grid(found) == dict(zip(headings, PLAIN.values(), strict=True))


def test_every_page_fixture_is_tested():
    others = {"upper-case", "lower-case", "refusal", "refusal-odd-spelling", "refusal-in-empty-tables", "no-headings"}
    assert {path.stem for path in FIXTURES.glob("*.html")} == set(FOUND) | others


def test_rows_are_numbered_with_the_empty_ones():
    _, found = read("empty-rows")
    numbers = [(cell.row_number, cell.column_number) for cell in found if cell.section == PARAMETERS]
    assert numbers == [(2, 1), (2, 2), (3, 1), (4, 1), (4, 2)]


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("plain", None),
        ("heading-without-table", "no table behind the heading 'Parámetros de Construcción'"),
        ("other-headings", "1 table under other headings, not landed"),
        ("cut-off", "no heading 'otros datos'"),
        ("latin-1-undeclared", "not in the charset that is declared (UTF-8 if none); read as windows-1252"),
        ("utf-8-called-latin-1", "declared to be iso-8859-1, but UTF-8"),
        ("latin-1-in-meta", None),
    ],
)
def test_what_is_odd_is_noted(name, note):
    assert read(name)[0].note == note


# A table as people span it: each row's cells as (text, rowspan, colspan).
spans = st.integers(1, 4)
tables = st.lists(st.lists(st.tuples(spans, spans), max_size=4), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_any_table_has_each_of_its_cells_once_and_no_place_twice(rows):
    markup, number = "", 0
    for row in rows:
        markup += "<tr>"
        for down, across in row:
            number += 1
            markup += f"<td rowspan={down} colspan={across}>c{number}</td>"
        markup += "</tr>"
    found = cells.read(parse(f"<h5>{GENERAL}</h5><table>{markup}</table>")).cells
    assert [cell.text for cell in found if not cell.is_spanned] == [f"c{n}" for n in range(1, number + 1)]
    places = [(cell.row_number, cell.column_number) for cell in found]
    assert len(set(places)) == len(places)
    assert all(row <= len(rows) for row, _ in places)
    first = {cell.text: cell for cell in found if not cell.is_spanned}
    for cell in found:  # what hangs over lies below or to the right of its own cell, and no further than its span
        own = first[cell.text]
        down, across = [span for row in rows for span in row][int(cell.text[1:]) - 1]
        assert 0 <= cell.row_number - own.row_number < down
        assert 0 <= cell.column_number - own.column_number < across


HOSTILE = {
    "rows times columns": "<tr>" + "<td rowspan=65534>x" * 3000 + "<tr><td>y" * 3000,
    "spans without end": "<tr><td colspan=999999999 rowspan=99999999>x" * 5000,
    "cells without end": "<tr>" + "<td>x" * 30_000,
    "tables in tables": "<table><tr><td>" * 5000,
    "tags in tags": "<tr><td>" + "<div>" * 50_000,
    "headings without end": f"<h5>{GENERAL}</h5>" * 5000,
    "text over spans": "<tr><td rowspan=1000 colspan=16>" + "x" * 300_000 + "<tr></tr>" * 1000,
    "many tables of spans": (
        "<tr><td rowspan=1000 colspan=16>x" + "<tr></tr>" * 990 + f"</table><h5>{GENERAL}</h5><table>"
    )
    * 90,
    "headings full of headings": "</table>" + "<h1><div><h2><div>" * 90 + "x" * 1_000_000,
    "headings in tables in headings": f"<h5>{GENERAL}</h5><table><tr><td><table><tr><td>" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_in_bounds(name):
    reading = read_page(f"<h5>{GENERAL}</h5><table>{HOSTILE[name]}".encode(), "")
    assert reading.outcome in ("ok", "failed")
    assert len(zlib.decompress(reading.cells)) < 5_000_000
    if reading.outcome == "failed":
        assert reading.error in (
            "too large: it has more than 20,000 cells",
            "too large: it has more than 200 headings",
            "too large: it has more than 8 million signs in its cells",
        )


IN_LITTLE_MEMORY = """
import resource, sys, time
from pathlib import Path
from ingest.pages.read import read_page
body = Path(sys.argv[1]).read_bytes()
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[2]) * 1_000_000,) * 2)
reading = read_page(body, "")
print(reading.outcome, reading.error, sep="|")
"""
HEAVY = {
    "text over spans": (
        f"<h5>{OTHER}</h5><table><tr><td rowspan=1000 colspan=16>" + "x" * 300_000 + "<tr></tr>" * 1000,
        "8 million signs in its cells",
    ),
    "cells without end": (f"<h5>{OTHER}</h5><table>" + "<td>" * 1_040_000, "20,000 cells"),
    "tags without end": ("<b>" * 1_390_000, "100,000 tags"),
    "more than a page": ("x" * 5_000_000, "4 MB"),
}


def read_in(megabytes, markup, tmp_path):
    (tmp_path / "page.html").write_text(markup)
    command = [sys.executable, "-c", IN_LITTLE_MEMORY, tmp_path / "page.html", str(megabytes)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.mark.parametrize("name", HEAVY)
def test_a_page_made_to_fill_the_memory_fails_in_little(name, tmp_path):
    markup, most = HEAVY[name]
    assert read_in(100, markup, tmp_path) == f"failed|too large: it has more than {most}"


def test_where_memory_is_short_the_page_fails_and_the_run_does_not(tmp_path):
    markup = f"<h5>{OTHER}</h5><table>" + "<tr><td>x" * 15_000
    assert read_in(12, markup, tmp_path) == "failed|too large: reading it takes more memory than there is"
