"""The report: its numbers, its words where there is nothing, and the page in a real browser."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import duckdb
import pytest
from browser import Browser, chromium
from conftest import ROOT, Ran

from report import figure
from report.__main__ import cli
from report.page import SECTIONS

FIGURES = [(section.key, one) for section in SECTIONS for one in section.figures]

SCHEMA = """
create schema raw; create schema reference; create schema quality; create schema herbarium; create schema permits;
create table quality.row_ledger (collection varchar, chain varchar, step_number bigint, step varchar, reason varchar,
    unit varchar, rows_in bigint, rows_out bigint, rows_dropped bigint, explanation varchar);
create table quality.notebook_figures (notebook varchar, figure varchar, notebook_value bigint, warehouse_value bigint,
    agrees boolean, note varchar);
create table quality.loads (load_id varchar, source varchar, table_name varchar, collection varchar, is_current boolean,
    is_synthetic boolean, finished_at timestamp, rows_landed bigint, rows_rejected bigint);
create table raw.datasets (load_id varchar, source varchar, title varchar, version varchar, license varchar,
    citation varchar, doi varchar);
create table reference.source_collections as
    select unnest(['figshare', 'lapaz']) as source, unnest(['herbarium', 'permits']) as collection;
create table herbarium.labelled_sheets (barcode varchar, stain_status varchar, sheet_kind varchar, outcome varchar,
    is_usable boolean);
create table herbarium.mercury_specimens (barcode varchar, stain_status varchar, country varchar, year varchar,
    recorded_by varchar);
create table permits.permits (id_pc_tramite bigint, solicitante varchar, arquitecto_nombre varchar, resultado varchar,
    is_approved boolean, fecha_registro timestamp, fecha_aprobacion timestamp, is_approved_before_registered boolean,
    macro_distrito varchar, latitude double, longitude double, cantidad_pisos bigint, has_implausible_floors boolean,
    superficie_legal double, superficie_construida double);
create table permits.permits_merged (fuente varchar, resultado varchar, page_outcome varchar,
    page_outcome_html varchar);
create table permits.permit_parameters (identificador_b64 varchar, code varchar, unit varchar, value double);
"""

ROWS = """
insert into quality.row_ledger values
    ('herbarium', 'labels', 5, 'once_a_set', 'repeated_in_set', 'label', 15553, 15552, 1, 'Twice in one set.'),
    ('herbarium', 'labels', 6, 'once_a_barcode', 'in_both_sets', 'label', 15552, 15551, 1, 'In both sets.'),
    ('herbarium', 'notebook', 1, 'with_image', 'no_image', 'labelled sheet', 15551, 15389, 162, 'No image.'),
    ('herbarium', 'notebook', 2, 'cc0', 'not_cc0', 'labelled sheet', 15389, 11230, 4159, 'Not free.'),
    ('herbarium', 'usable', 1, 'free', 'not_cc0', 'labelled sheet', 15551, 12000, 3551, 'Not free.'),
    ('herbarium', 'media', 1, 'different', 'exact_repeat', 'media row', 10357547, 4414733, 5942814, 'Equal.'),
    ('permits', 'permits', 1, 'find', 'without_key', 'feature', 13907, 13905, 1, 'Loses one without a word.');
insert into quality.notebook_figures values
    ('herbarium', 'labels', 15553, 15553, true, null), ('herbarium', 'odd', 3, 4, false, null),
    ('permits', 'features', 13907, 7, null, 'another size');
insert into quality.loads values
    ('L1', 'figshare', 'figshare_tar_members', 'herbarium', true, false, timestamp '2026-01-02 03:04:05', 15553, 0);
insert into raw.datasets values ('L1', 'figshare', 'Stained', '1', 'CC0', 'Cite me (2017).', '10.1/2');
insert into herbarium.labelled_sheets values
    ('1', 'stained', 'single_specimen', 'kept', true), ('2', 'unstained', 'no_image', 'no_image', false);
insert into herbarium.mercury_specimens values
    ('1', 'stained', '</script><script>document.title = "taken"</script>', '1886', 'Zyx Collectorname'),
    ('3', 'unstained', 'Congo, Democratic Republic  of', '18xx', 'Zyx Collectorname'),
    ('4', 'unstained', null, '1901', 'Zyx Collectorname');
insert into permits.permits
select
    i, 'Zyx Applicantname', 'Zyx Architectname', if(i % 3 = 0, 'APROBADO', if(i % 3 = 1, 'OBSERVADO', null)), i % 3 = 0,
    timestamp '2019-12-31 23:30:00' + to_days(cast(i as integer)), if(i % 3 = 0, timestamp '2021-01-01 00:00:00', null),
    false, if(i < 20, 'V - SUR', 'VII - CENTRO'), -16.5 - i / 1000, -68.1 - i / 1000, i % 7, false, 300.5, 1000 + i

from range(30) as t(i);
insert into permits.permits (id_pc_tramite, macro_distrito, cantidad_pisos, has_implausible_floors, latitude, longitude)
    values (100, null, 1476, true, 40.0, -3.0), (101, 'V - SUR', null, false, null, null);
insert into permits.permits_merged values
    ('API', 'OBSERVADO', null, null), ('API', 'APROBADO', 'refused', null), ('Ambos', 'APROBADO', 'ok', 'ok');
insert into permits.permit_parameters values
    ('a', 'AME', 'm2', 100), ('a', 'AME', 'm2', 900.5), ('a', 'AMF', 'plantas', 9);
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Callable[..., None]:
    """Run SQL on this test's warehouse file."""

    def run(*statements: str) -> None:
        with duckdb.connect(str(tmp_path / "w.duckdb")) as con:
            for statement in statements:
                con.execute(statement)

    return run


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """Write the report of this test's warehouse, in this process, for its libraries are slow to load."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    return lambda: cli.main([], standalone_mode=False)


def make_report() -> Ran:
    """Write the report as `make report` does."""
    command = [sys.executable, "-m", "report"]
    return Ran(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False))


def results(tmp_path: Path, command: str, **nodes: str) -> None:
    """Leave dbt's results where the report looks for them."""
    (tmp_path / "target").mkdir()
    rows = [
        {
            "unique_id": f"{name.split('__')[0]}.folio.{name}.1",
            "status": status,
            "failures": 1,
            "message": "Got 1\nrow x",
        }
        for name, status in nodes.items()
    ]
    run = {"metadata": {"generated_at": "2026-01-02T03:04:05.1Z"}, "args": {"which": command}, "results": rows}
    (tmp_path / "target" / "run_results.json").write_text(json.dumps(run))


def page(tmp_path: Path) -> str:
    return (tmp_path / "data" / "report" / "index.html").read_text()


def words(tmp_path: Path) -> str:
    """What the page says: scripts, styles and tags off."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page(tmp_path), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def test_numbers_are_the_warehouses(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    results(tmp_path, "build", model__m="success", test__a="pass", test__b="warn", unit_test__c="pass")
    write()
    said = words(tmp_path)
    for expected in (
        "15,553 labels lead to 11,230 sheets (72 %)",
        "Lost on the way: repeated in set (1), in both sets (1), no image (162) and not cc0 (4,159).",
        "12,000 of 15,551 labelled sheets (77 %) are usable",
        "exact repeat (5,942,814)",
        "2 labelled sheets: no image (1) and single specimen (1). Usable: 1.",
        "1 stained and 2 unstained specimens",
        "Without a country: 1.",
        "Without a year that can be read: 1.",
        "30 of 32 permits are on the map (without a point: 1, far from the city: 1)",
        "APROBADO 10, OBSERVADO 10 and none yet 12",
        "Half of 10 approved permits",
        "Without a number: 1; with an implausible one: 1 (up to 1,476).",
        "1,000 m² may be built (permits: 1)",
        "layer and page (Ambos) 1, layer alone (API) 2 and page alone (HTML) 0. Pages asked for and not given: 1.",
        "6 of 7 steps balance",
        "Not so: find.",
        "1 agree with folio's, 1 differ, and 1 cannot be compared",
        "2 of 3 tests passed, 1 warned, 0 failed, 0 were skipped: dbt build, 2 January 2026, 03:04 UTC.",
        "on 2 January 2026, 03:04 UTC",
        "Never landed: lapaz.",
        "Cite me (2017).",
    ):
        assert expected in said, expected


def test_months_are_counted_where_they_are_registered(tmp_path, warehouse, write):
    """The last hour of a year belongs to December, in every time zone of a reader."""
    warehouse(SCHEMA, ROWS)
    write()
    specs = json.loads(re.search(r'id="specs">(.*?)</script>', page(tmp_path), re.DOTALL).group(1))
    months = specs["months"]["datasets"][specs["months"]["data"]["name"]]
    assert {row["month"] for row in months} == {"2019-12-01", "2020-01-01"}
    assert specs["months"]["encoding"]["x"]["timeUnit"] == "utcyearmonth"


def test_no_name_of_a_person_is_in_the_page(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    write()
    assert "Zyx" not in page(tmp_path)


def test_every_picture_has_its_words_its_numbers_and_its_sql(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    results(tmp_path, "build", test__a="pass")
    write()
    text = page(tmp_path)
    for section, one in FIGURES:
        article = re.search(rf'<article class="figure" id="{section}-{one.key}">.*?</article>', text, re.DOTALL).group()
        assert len(re.search(r'role="img" aria-label="([^"]*)"', article).group(1)) > 40
        assert "<table>" in article
        for query in one.queries:
            sql = (ROOT / "report" / "queries" / f"{query}.sql").read_text().strip()
            assert sql in unescape(article)
    used = {query for _, one in FIGURES for query in one.queries} | {"synthetic"}
    assert used == {path.stem for path in (ROOT / "report" / "queries").glob("*.sql")}


def test_the_page_stays_small(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    write()
    longest = max(re.findall(r"<script>.*?</script>", page(tmp_path), re.DOTALL), key=len)
    assert len(page(tmp_path)) - len(longest) < 200_000


@pytest.mark.parametrize("is_synthetic", [True, False])
def test_made_up_records_are_called_so(tmp_path, warehouse, write, is_synthetic):
    warehouse(SCHEMA, ROWS, f"update quality.loads set is_synthetic = {is_synthetic}")
    write()
    assert ("SYNTHETIC The records of herbarium are made up" in words(tmp_path)) is is_synthetic


def test_an_empty_warehouse_says_what_to_do(tmp_path, warehouse, write):
    warehouse(SCHEMA)
    write()
    said = words(tmp_path)
    assert said.count("there is nothing to show yet") == len(SECTIONS)
    assert "python -m ingest wfs lapaz" in said
    assert "SYNTHETIC" not in said


def test_a_collection_that_was_never_built_leaves_the_other(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS, "drop schema permits cascade")
    write()
    said = words(tmp_path)
    assert said.count("there is nothing to show yet") == 1
    assert "15,553 labels lead to 11,230 sheets" in said


def test_without_a_warehouse_one_line_says_so():
    ran = make_report()
    assert ran.status == 1
    assert "make warehouse" in ran.error


def test_a_held_warehouse_is_said_in_one_line(tmp_path, warehouse):
    warehouse(SCHEMA)
    with duckdb.connect(str(tmp_path / "w.duckdb")):
        ran = make_report()
    assert ran.status == 1
    assert "another program holds it" in ran.error


def test_a_command_without_tests_is_no_test_result(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    results(tmp_path, "generate", test__a="success", model__m="success")
    write()
    assert "dbt's last command (dbt generate) ran no tests" in words(tmp_path)


def test_a_failed_test_is_named_and_its_rows_are_not_quoted(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    results(tmp_path, "test", test__a="fail")
    write()
    said = words(tmp_path)
    assert "0 of 1 tests passed, 0 warned, 1 failed" in said
    assert "test__a 1 Got 1" in said
    assert "row x" not in said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "0 %"), (1, 3, "33 %"), (3, 3, "100 %"), (99_999, 100_000, "100.0 %"), (1, 1000, "0.1 %"), (0, 5, "0 %")],
)
def test_shares_never_read_as_all_or_nothing_where_they_are_not(part, whole, said):
    assert figure.share(part, whole) == said


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture
def opened(tmp_path, warehouse, write, browser) -> Browser:
    """The full report in the browser, its charts drawn."""
    warehouse(SCHEMA, ROWS, "update quality.loads set is_synthetic = true")
    results(tmp_path, "build", test__a="pass", test__b="warn")
    write()
    browser.look()
    browser.open(
        (tmp_path / "data" / "report" / "index.html").as_uri(),
        ready="return document.documentElement.hasAttribute('data-drawn')",
    )
    return browser


def test_the_browser_draws_every_chart_and_asks_for_nothing(tmp_path, opened):
    drawn = opened.js("return [...document.querySelectorAll('[data-chart] svg')].map((svg) => svg.getBBox().height)")
    assert len(drawn) == len(FIGURES)
    assert min(drawn) > 30
    # numbers on the axes as people write them: 10 and no 1e+1
    assert not re.search(
        r"\de\+", opened.js("return [...document.querySelectorAll('svg')].map((s) => s.textContent).join()")
    )
    assert opened.console() == []
    assert opened.requests() == {(tmp_path / "data" / "report" / "index.html").as_uri()}
    # the hostile country is text
    assert opened.js("return document.title") == "folio: the report"
    assert "<script>document" in opened.js("return document.querySelector('[data-chart=countries]').textContent")


def test_it_reads_on_a_phone_in_the_dark_and_on_paper(opened):
    opened.look(width=360, height=700)
    opened.wait("return document.documentElement.scrollWidth <= 360")
    wide = opened.js(
        "return [...document.querySelectorAll('[data-chart] svg')].filter("
        "(svg) => svg.getBoundingClientRect().right > 361).length"
    )
    assert wide == 0
    light = colours(opened)
    opened.look(scheme="dark")
    dark = colours(opened)
    assert light[0] > 200 > 60 > dark[0]
    assert light[1] < 80 < 200 < dark[1]
    opened.look(scheme="dark", media="print")
    assert colours(opened)[1] < 80
    assert opened.js("return getComputedStyle(document.querySelector('details.sql')).display") == "none"


def colours(browser: Browser) -> tuple[int, int]:
    """How bright the page is, and the words in its charts, from 0 to 255."""
    found = browser.js(
        "return [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('[data-chart=countries] svg text')).fill]"
    )
    return tuple(int(re.search(r"\d+", colour).group()) for colour in found)
