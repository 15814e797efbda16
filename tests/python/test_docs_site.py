"""The docs site: descriptions carried to where they are read, facts of the warehouse, and the pages in a browser."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import dbt.task.docs
import dbt_colibri.report.generator
import duckdb
import pytest
from browser import Browser, chromium
from conftest import ROOT, Ran

from docsite import describe, enrich, lineage, page
from docsite.facts import Facts, Landed

TEMPLATE = Path(dbt.task.docs.__file__).with_name("index.html").read_text()
NMNH = ("multimedia", "occurrence")
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/legalcode"


def docsite(*arguments: str) -> Ran:
    command = [sys.executable, "-m", "docsite", *arguments]
    return Ran(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False))


def column(description: str = "") -> dict[str, object]:
    return {"description": description}


def model(**columns: dict[str, object]) -> dict[str, object]:
    return {"resource_type": "model", "description": "", "raw_code": "select 1", "columns": columns}


def manifest(**parts: object) -> dict[str, object]:
    """An artifact with nothing in it but what a test puts there."""
    empty = {name: {} for name in ("nodes", "sources", "macros", "unit_tests", "docs", "parent_map", "child_map")}
    return {"metadata": {"project_name": "folio"}, **empty, **parts}


# --- descriptions


def test_a_column_is_described_as_the_nearest_before_it_then_after_it():
    made = manifest(
        nodes={
            "far": model(a=column("far"), b=column("far b")),
            "near": model(a=column("near")),
            "here": model(a=column(), b=column(), c=column(), d=column(), e=column("own")),
            "after": model(b=column("after"), c=column("after")),
        },
        parent_map={"here": ["near"], "near": ["far"], "after": ["here"]},
        child_map={"here": ["after"], "near": ["here"], "far": ["near"]},
        docs={"x": {"name": "d", "block_contents": "block"}},
    )
    describe.fill(made, ROOT)
    here = made["nodes"]["here"]["columns"]
    assert {name: one["description"] for name, one in here.items()} == {
        "a": "near",
        "b": "far b",
        "c": "after",
        "d": "block",
        "e": "own",
    }


def test_a_macro_is_described_by_the_comment_above_it(tmp_path):
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros" / "x.sql").write_text(
        "{#-\n    What it does,\n    in two lines.\n\n    Why.\n-#}\n{% macro x(a) -%}1{%- endmacro %}\n\n"
        "{#- As DuckDB spells it -#}\n{% macro duckdb__x(a) -%}{%- endmacro %}\n\n{% macro helper() %}{% endmacro %}\n"
    )
    macros = {
        name: {"name": name, "package_name": "folio", "original_file_path": "macros/x.sql", "description": ""}
        for name in ("x", "duckdb__x", "helper")
    }
    describe.fill(manifest(macros=macros), tmp_path)
    assert macros["x"]["description"] == "What it does, in two lines.\n\nWhy."
    assert macros["duckdb__x"]["description"].startswith("The body for duckdb of `x`. What it does, in two lines.")
    assert macros["duckdb__x"]["description"].endswith("As DuckDB spells it")
    assert macros["helper"]["description"] == "A part of `x`."


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("not_null", {"column_name": "barcode"}, "`barcode` of `sheets` is never NULL."),
        ("unique", {"column_name": "barcode"}, "No value of `barcode` stands twice in `sheets`."),
        ("unique_number", {"column_name": "row_number"}, "No value of `row_number` stands twice in `sheets`."),
        ("never_null", {"columns": ["a", "b"]}, "None of `a`, `b` of `sheets` is ever NULL."),
        (
            "accepted_values",
            {"column_name": "kind", "values": ["a", "b"]},
            "`kind` of `sheets` holds nothing but `a`, `b`.",
        ),
        (
            "relationships",
            {"column_name": "id", "to": "ref('specimens')", "field": "specimen_id"},
            "Every `id` of `sheets` is a `specimen_id` of `specimens`.",
        ),
        ("unique_combination", {"columns": ["a", "b"]}, "No two rows of `sheets` have the same `a`, `b`."),
        ("at_least_one", {"column_name": "a"}, "at least one: `a` of `sheets`."),
    ],
)
def test_a_generic_test_is_a_sentence(name, arguments, said):
    node = {"test_metadata": {"name": name, "kwargs": arguments}, "attached_node": "model.folio.sheets"}
    assert describe.generic(node) == said


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("-- Fails where\n-- it hurts.\nselect 1", "Fails where it hurts."),
        ("{{ config(severity='warn') }}\n\n-- Warns.\nselect 1", "Warns."),
        ("select 1 -- not this", ""),
    ],
)
def test_a_query_is_described_by_its_head(sql, said):
    assert describe.head_comment(sql) == said


# --- facts

OLD = Landed(datetime(2026, 1, 2, 3, 4), 5, False, (CC0,), ("Cite me.",))
NEW = Landed(datetime(2026, 2, 2), 0, True, ("ask us",), ())


def test_a_relation_is_as_old_as_its_oldest_source_and_made_up_where_one_is():
    found = enrich.stats(1234, [NEW, OLD])
    assert {one["label"]: one["value"] for one in found.values() if one["include"]} == {
        "Rows": 1234,
        "Landed": "2026-01-02 03:04 UTC",
        "Records": "SYNTHETIC",
        "Dataset licence": "CC0 1.0, ask us",
    }
    assert enrich.stats(1, [OLD], "images: see rights")["license"]["value"] == "CC0 1.0; images: see rights"
    assert enrich.stats(None, []) == {}
    assert enrich.stats(0, [OLD])["records"]["value"] == "as published"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["barcode", "RIGHTS", "access_uri"], "images: see rights"),
        (["specimen_id", "access_uri"], "images: see rights in herbarium.images"),
        (["barcode", "image_count"], ""),
    ],
)
def test_an_image_has_a_licence_of_its_own(columns, said):
    assert enrich.of_images(columns) == said


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (CC0, "CC0 1.0"),
        ("http://creativecommons.org/licenses/by-nc/4.0/", "CC BY-NC 4.0"),
        ("Ask the city", "Ask the city"),
    ],
)
def test_licences_have_the_names_that_people_use(written, name):
    assert enrich.license_name(written) == name


def test_the_overview_tells_the_state_of_every_source():
    sources = {
        f"source.folio.{source}.t": {
            "source_name": source,
            "name": "t",
            "schema": "raw",
            "identifier": f"{source}_t",
            "columns": {"rights": {}} if source == "nmnh" else {},
        }
        for source in ("nmnh", "lapaz", "folio")
    }
    facts = Facts(rows={("raw", "nmnh_t"): 12345, ("raw", "lapaz_t"): 0}, loads={"nmnh_t": OLD})
    lines = enrich.state(manifest(sources=sources), facts).splitlines()
    assert lines[2:] == [
        "| [lapaz.t](#!/source/source.folio.lapaz.t) | – | never | – | – |",
        "| [nmnh.t](#!/source/source.folio.nmnh.t) | 12,345 | 2&nbsp;Jan&nbsp;2026 | as published |"
        f" [CC0 1.0]({CC0}); images: see rights |",
    ]


# --- the page


def test_the_installed_dbt_has_the_page_that_is_put_right():
    """A newer dbt may have another page: then look at it, and at each of these."""
    assert [old for old, _ in page.TWEAKS if old not in TEMPLATE] == []
    assert re.search(page.ICON_LEFT_UNDONE, TEMPLATE)
    assert re.search(page.LINEAGE_TITLE, TEMPLATE)


def test_the_installed_colibri_has_the_page_that_is_put_right():
    text = Path(dbt_colibri.report.generator.__file__).with_name("index.html").read_text()
    assert [old for old, _ in lineage.TWEAKS if old not in text] == []
    assert text.count("<body>") == 1


def test_the_lineage_page_has_a_way_back_and_says_what_is_made_up():
    made = lineage.dress("<html><head></head><body></body></html>", ["nmnh", "<b>"])
    assert 'href="../index.html"' in made
    assert "SYNTHETIC" in made and "nmnh, &lt;b&gt;" in made
    assert made.index("Content-Security-Policy") < made.index("<script")
    assert "SYNTHETIC" not in lineage.dress("<html><head></head><body></body></html>", [])


def test_the_legend_names_every_layer_in_the_colour_of_its_nodes():
    nodes = {
        "a": {"resource_type": "model", "path": "staging/x/a.sql", "docs": {"node_color": "#111111"}},
        "b": {"resource_type": "seed", "path": "b.csv", "docs": {"node_color": "#222222"}},
        "c": {"resource_type": "test", "path": "c.sql"},
    }
    made = page.legend(manifest(nodes=nodes))
    assert re.findall(r"background:(#\w+)\"></i>(\w+)", made) == [
        (page.SOURCES, "sources"), ("#222222", "seeds"), ("#111111", "staging"), (page.EXPOSURES, "exposures")
    ]  # fmt: skip
    assert "'" not in made  # it stands in a script's string


def test_white_words_are_legible_on_every_node_of_the_lineage():
    colours = re.findall(r'node_color: "(#\w{6})"', (ROOT / "dbt_project.yml").read_text())
    assert len(colours) == len(set(colours)) == 5
    for colour in (*colours, page.SOURCES, page.EXPOSURES):
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        light = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in (red, green, blue)]
        # WCAG 2.1, 1.4.3
        assert 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05) >= 4.5, colour


def test_the_artifacts_stand_inside_and_cannot_break_out():
    made = page.assemble(TEMPLATE, manifest(x="</script><b>"), {"nodes": {}}, ["nmnh"])
    assert "INLINE DATA" not in made
    assert "</script><b>" not in made
    assert "<\\/script><b>" in made
    assert made.index("Content-Security-Policy") < made.index("<script")
    assert "SYNTHETIC" in made
    assert "SYNTHETIC" not in page.assemble(TEMPLATE, manifest(), {}, [])


def test_a_page_without_a_place_is_an_error():
    with pytest.raises(ValueError, match="no place for its catalog"):
        page.assemble('<head></head>"MANIFEST.JSON INLINE DATA"', manifest(), {}, [])


def test_without_a_warehouse_one_line_says_so():
    ran = docsite("build")
    assert ran.status == 1
    assert "make warehouse" in ran.error


def test_without_a_site_there_is_nothing_to_serve():
    ran = docsite("serve", "--port", "0")
    assert ran.status == 1
    assert "make docs" in ran.error


def test_the_site_is_served_on_loopback_until_interrupted(tmp_path):
    (tmp_path / "data" / "docs").mkdir(parents=True)
    (tmp_path / "data" / "docs" / "index.html").write_text("the site")
    command = [sys.executable, "-m", "docsite", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline()).group()
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.read() == b"the site"
            server.send_signal(signal.SIGINT)
            assert server.wait(10) == 130
        finally:
            server.kill()


# --- the whole, from the demo


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo warehouse with its docs site and report; the folder that holds them."""
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {
        "FOLIO_HOME": str(folder / "data"),
        "FOLIO_DB": str(folder / "w.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "NO_COLOR": "1",
    }
    for command in (
        ("warehouse", "demo", "--scale", "0.005", "--permits-scale", "0.02"),
        ("docsite", "build"),
        ("report",),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        opened.look()
        yield opened


def artifact(site: Path, name: str) -> dict[str, dict[str, dict[str, object]]]:
    return json.loads((site / "target" / "docs" / f"{name}.json").read_text())


@pytest.mark.slow
def test_everything_is_described(site):
    made, catalog = artifact(site, "manifest"), artifact(site, "catalog")
    bare = [
        key
        for kind in ("nodes", "sources", "macros", "exposures", "unit_tests", "groups")
        for key, one in made[kind].items()
        if one.get("package_name", "folio") == "folio"
        and one["resource_type"] != "operation"
        and not str(one.get("description") or "").strip()
    ]
    assert bare == []
    known = made["nodes"] | made["sources"]
    columns = [
        f"{key}.{name}"
        for kind in ("nodes", "sources")
        for key, entry in catalog[kind].items()
        for name in entry["columns"]
        if not {n.lower(): c for n, c in known[key]["columns"].items()}[name.lower()]["description"].strip()
    ]
    assert columns == []


@pytest.mark.slow
def test_every_relation_has_its_rows_and_every_source_its_load(site):
    catalog = artifact(site, "catalog")
    with duckdb.connect(str(site / "w.duckdb"), read_only=True) as con:
        for entry in [*catalog["nodes"].values(), *catalog["sources"].values()]:
            relation = f'{entry["metadata"]["schema"]}."{entry["metadata"]["name"]}"'
            assert entry["stats"]["row_count"]["value"] == con.sql(f"select count(*) from {relation}").fetchone()[0]
    for key, entry in catalog["sources"].items():
        if not key.startswith("source.folio.folio."):
            assert entry["stats"]["last_load"]["value"].endswith(" UTC")
            assert entry["stats"]["records"]["value"] == "SYNTHETIC"
    assert (
        catalog["sources"]["source.folio.nmnh.multimedia"]["stats"]["license"]["value"] == "CC0 1.0; images: see rights"
    )
    assert catalog["sources"]["source.folio.nmnh.occurrence"]["stats"]["license"]["value"] == "CC0 1.0"
    assert catalog["nodes"]["model.folio.permits_merged"]["stats"]["records"]["value"] == "SYNTHETIC"


@pytest.mark.slow
def test_the_demo_has_broken_rows_to_look_at(site):
    tables = json.loads((site / "data" / "replica" / "nmnh" / "truth.json").read_text())["tables"]
    with duckdb.connect(str(site / "w.duckdb"), read_only=True) as con:
        found = con.sql(
            "select table_name, rows_rejected, rows_short from raw.loads where source = 'nmnh' order by all"
        )
        assert found.fetchall() == [
            (f"nmnh_{name}", tables[name]["rows_rejected"], tables[name]["rows_short"]) for name in sorted(tables)
        ]
        assert con.sql("select count(*), count(distinct reason) from raw.rejects").fetchone() == (8, 3)


@pytest.mark.slow
def test_the_overview_links_to_what_is_there(site):
    made = artifact(site, "manifest")
    text = made["docs"]["doc.folio.__overview__"]["block_contents"]
    linked = set(re.findall(r"\]\(#!/(?:model|source)/([^)]+)\)", text))
    assert linked - set(made["nodes"]) - set(made["sources"]) == set()
    marts = {key for key, node in made["nodes"].items() if node["path"].startswith("marts/")}
    assert marts - linked <= {"model.folio.specimen_images"}
    assert "CC0 1.0" in text
    assert "**SYNTHETIC**" in text


@pytest.mark.slow
def test_the_docs_leave_the_results_of_the_build(site):
    """The report counts the tests of the last build; the docs' own run of dbt must not take its place."""
    assert json.loads((site / "target" / "run_results.json").read_text())["args"]["which"] == "build"


@pytest.mark.slow
def test_no_name_of_a_person_is_on_any_page(site):
    names = """
        select unnest([solicitante, arquitecto_nombre]) as name from permits.permits
        union select arquitecto_reponsable from permits.permit_pages
        union select unnest([recorded_by, identified_by]) from herbarium.specimens
    """
    with duckdb.connect(str(site / "w.duckdb"), read_only=True) as con:
        found = [row[0] for row in con.sql(f"select name from ({names}) where length(name) > 7").fetchall()]
    assert len(found) > 100
    pages = [(site / "data" / name).read_text() for name in ("docs/index.html", "report/index.html")]
    lineage = (site / "data" / "docs" / "lineage" / "index.html").read_text()
    pages += [lineage, *(base64.b64decode(inside).decode() for inside in re.findall(r'atob\("([^"]+)"\)', lineage))]
    assert len(pages) > 3
    assert [name for name in found if any(name in text for text in pages)] == []


LOADED = "return document.querySelector('.app-title, h1') !== null"


@pytest.mark.slow
def test_the_docs_open_search_and_ask_for_nothing(site, browser):
    address = (site / "data" / "docs" / "index.html").as_uri()
    browser.open(f"{address}#!/overview", ready="return document.body.innerText.includes('which sheets may a model')")
    assert "SYNTHETIC" in browser.js("return document.body.innerText")

    browser.type("input#search", "barcode")
    browser.wait("return document.querySelectorAll('.search-result').length > 10")
    browser.wait("return document.querySelectorAll('.search-result small').length > 10")
    found = browser.js("return [...document.querySelectorAll('.search-result h4 span')].map((one) => one.innerText)")
    # what people use comes before how it is made
    assert "labelled_sheets" in found[:5]
    assert [name for name in found[:8] if name.startswith(("int_", "stg_"))] == []
    assert "`" not in browser.js("return document.querySelector('.results').innerText")

    browser.open(
        f"{address}#!/model/model.folio.labelled_sheets", ready="return !!document.querySelector('.column-row')"
    )
    said = browser.js("return document.body.innerText")
    for expected in ("ROWS", "LANDED", "SYNTHETIC", "One row per barcode that bears a label", "CC0 1.0; images: see"):
        assert expected in said, expected
    # Markdown is not shown as it is written
    rows = browser.js("return [...document.querySelectorAll('.column-row')].map((one) => one.innerText).join(' ')")
    assert "`" not in rows and "<http" not in rows
    assert browser.js("return document.querySelectorAll('.column-row code').length") > 0
    link = browser.js("return [...document.querySelectorAll('a')].find((a) => a.text === 'Column lineage').href")
    assert link.endswith("lineage/index.html?model=model.folio.labelled_sheets&parents=2&children=1")
    # icons are drawn, though their addresses were changed
    assert browser.js("return document.querySelectorAll('.unit-tree use[href], use[href]').length") > 0

    browser.open(
        f"{address}#!/source/source.folio.nmnh.multimedia", ready="return !!document.querySelector('.column-row')"
    )
    assert "4 rows were rejected" in browser.js("return document.body.innerText")
    assert browser.console() == []
    assert {url.split("#")[0] for url in browser.requests()} == {address}


WIDER = """
    const seen = (one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden';
    const parts = ['.app-content .panel', '.app-content .column-row td', '.app-content .detail', 'h1', 'input'];
    return [...document.querySelectorAll(parts)]
        .filter((one) => seen(one) && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.className)
"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 800, 390])
def test_nothing_is_cut_off_and_the_tree_can_be_had(site, browser, width):
    address = (site / "data" / "docs" / "index.html").as_uri()
    browser.look(width)
    try:
        for page_of in ("model/model.folio.labelled_sheets", "source/source.folio.nmnh.multimedia", "overview"):
            ready = "return !!document.querySelector('.column-row, .panel table')"
            browser.open(f"{address}#!/{page_of}", ready=ready)
            assert browser.js(WIDER) == []
            # the strip on top covers nothing
            assert browser.js(
                "return document.querySelector('.folio-strip').getBoundingClientRect().bottom"
            ) <= browser.js("return document.querySelector('.app').getBoundingClientRect().top")
        left = "return document.querySelector('.app-menu').getBoundingClientRect().left"
        if width < 1000:
            assert browser.js(left) < 0
            browser.js("document.querySelector('.folio-menu').click()")
        browser.wait(f"{left} === 0")
    finally:
        browser.look()


@pytest.mark.slow
def test_the_lineage_shows_models_and_not_their_tests(site, browser):
    address = (site / "data" / "docs" / "index.html").as_uri()
    browser.open(f"{address}#!/overview?g_v=1", ready="return !!document.querySelector('canvas')")
    browser.wait("return document.body.innerText.includes('selected')")
    assert (
        "All selected"
        not in browser.js("return document.querySelector('.graph-options, body').innerText").split("packages")[0]
    )
    legend = browser.js("return document.querySelector('.folio-legend').innerText").split()
    assert legend == ["sources", "seeds", "staging", "intermediate", "marts", "quality", "exposures"]
    assert browser.console() == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 390])
def test_the_columns_lineage_opens_and_asks_for_nothing(site, browser, width):
    address = (site / "data" / "docs" / "lineage" / "index.html").as_uri()
    browser.look(width)
    try:
        # lineage is drawn at once, not a lone table
        browser.open(address, ready="return document.querySelectorAll('.react-flow__edge').length > 5")
        assert {"SYNTHETIC", "is_usable"} <= set(browser.js("return document.body.innerText").split())
        assert (
            browser.js("return document.querySelector('.folio-strip a').href")
            == (site / "data" / "docs" / "index.html").as_uri()
        )
        # what leads to a shop is not shown
        shops = "[...document.querySelectorAll('a[href*=\"colibri-data\"]')].filter((a) => a.getClientRects().length)"
        assert browser.js(f"return {shops}.length") == 0
        assert browser.js("return document.querySelector('#model-browser-panel').offsetWidth > 100") == (width > 800)
        assert browser.console() == []
        assert {url.split("?")[0] for url in browser.requests()} == {address}
    finally:
        browser.look()


@pytest.mark.slow
def test_every_model_has_its_columns_lineage(site):
    # every model has its columns' lineage: none was too hard for the parser
    inside = re.search(r'atob\("([^"]+)"\)', (site / "data" / "docs" / "lineage" / "index.html").read_text()).group(1)
    edges = json.loads(base64.b64decode(inside))["lineage"]["edges"]
    ends = {edge["target"] for edge in edges if edge.get("targetColumn")}
    assert {"model.folio.labelled_sheets", "model.folio.permits_merged", "model.folio.row_ledger"} <= ends


@pytest.mark.slow
def test_the_report_of_the_demo_is_whole(site, browser):
    address = (site / "data" / "report" / "index.html").as_uri()
    browser.open(address, ready="return document.documentElement.hasAttribute('data-drawn')")
    said = browser.js("return document.body.innerText")
    assert "SYNTHETIC" in said
    assert "Nothing to count" not in said
    assert browser.js("return document.querySelectorAll('[data-chart] svg').length") == 15
    assert not re.search(r"\de\+", browser.js("return document.querySelector('main').textContent"))
    assert browser.console() == []
    assert browser.requests() == {address}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("make") is None, reason="make is absent")
def test_make_targets_are_the_commands():
    for target, command in (("docs", "docsite build"), ("docs-serve", "docsite serve"), ("report", "report")):
        shown = subprocess.run(
            ["make", "--dry-run", "--old-file", ".venv/ready", target],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert f"python -m {command}" in shown
