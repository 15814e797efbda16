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
create table quality.test_outcomes (test_id varchar, kind varchar, name varchar, looks_at varchar, description varchar,
    severity varchar, status varchar, failures bigint, message varchar, ran_at timestamp, is_outdated boolean);
create table raw.loads (load_id varchar, table_name varchar, status varchar, finished_at timestamp, rows_landed bigint);
create table quality.loads (load_id varchar, source varchar, table_name varchar, collection varchar, is_current boolean,
    is_synthetic boolean, finished_at timestamp, rows_landed bigint, rows_rejected bigint);
create table raw.datasets (load_id varchar, source varchar, title varchar, version varchar, license varchar,
    citation varchar, doi varchar);
create table reference.source_collections as
    select unnest(['figshare', 'lapaz']) as source, unnest(['herbarium', 'permits']) as collection;
create table herbarium.labelled_sheets (barcode varchar, stain_status varchar, sheet_kind varchar, outcome varchar,
    is_usable boolean);
create table herbarium.mercury_specimens (barcode varchar, stain_status varchar, country varchar, year varchar,
    recorded_by varchar, has_specimen_record boolean);
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
insert into raw.loads
    select load_id, table_name, 'ok' as status, finished_at, rows_landed from quality.loads
    union all select 'L0', 'figshare_tar_members', 'failed', timestamp '2026-01-01 03:04:05', 0;
insert into raw.datasets values ('L1', 'figshare', 'Stained', '1', 'CC0', 'Cite me (2017).', '10.1/2');
insert into herbarium.labelled_sheets values
    ('1', 'stained', 'single_specimen', 'kept', true), ('2', 'unstained', 'no_image', 'no_image', false);
insert into herbarium.mercury_specimens values
    ('1', 'stained', '</script><script>document.title = "taken"</script>', '1886', 'Zyx Collectorname',
        true),
    ('3', 'unstained', 'Congo, Democratic Republic  of', '18xx', 'Zyx Collectorname', true),
    ('4', 'unstained', null, '1901', 'Zyx Collectorname', false);
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
def write() -> Callable[[], object]:
    """Write the report of this test's warehouse, in this process, for its libraries are slow to load."""
    return lambda: cli.main([], standalone_mode=False)


def make_report() -> Ran:
    """Write the report as `make report` does."""
    command = [sys.executable, "-m", "report"]
    return Ran(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False))


def outcomes(*tests: tuple[str, str | None]) -> str:
    """SQL that records what tests said: name and status; those whose name begins with `unit` are unit tests."""
    rows = [
        f"('test.{name}', '{'unit' if name.startswith('unit') else 'data'} test', '{name}', 'permits.permits',"
        f" 'It breaks.', 'error', '{status}', 1, 'Got 1', timestamp '2026-01-02 03:04:05', false)"
        if status
        else f"('test.{name}', 'data test', '{name}', null, null, 'error', null, null, null, null, false)"
        for name, status in tests
    ]
    return f"insert into quality.test_outcomes values {', '.join(rows)}"


def page(tmp_path: Path) -> str:
    return (tmp_path / "data" / "report" / "index.html").read_text()


def words(tmp_path: Path) -> str:
    """What the page says: scripts, styles and tags off."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page(tmp_path), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def test_numbers_are_the_warehouses(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS, outcomes(("a", "pass"), ("b", "warn"), ("unit_c", "pass")))
    write()
    said = words(tmp_path)
    for expected in (
        "15,553 labels lead to 11,230 sheets (72 %) that the notebook's rules keep; 2 of them with a record",
        "Lost on the way: label twice in one set (1), second label of a sheet in both sets (1), no image of the sheet"
        " (162) and image that is not CC0 (4,159).",
        "12,000 of 15,551 labelled sheets (77 %) are usable",
        "equal to an earlier row (5,942,814)",
        "2 labelled sheets: no image (1) and single specimen (1). Usable: 1.",
        "1 stained and 2 unstained specimens",
        "Without a country: 1.",
        "Without a year that can be read: 1.",
        "30 of 32 permits are on the map (without a point: 1, far from the city: 1)",
        "APROBADO 10, OBSERVADO 10 and none yet 12",
        "Half of 10 approved permits",
        "Without a number: 1; with an implausible one: 1 (up to 1,476).",
        "The commonest decade of the stained ones is the 1880s (1 of 1), that of the unstained ones is the 1900s",
        "300 m² land (30 permits), 1,014 m² built (30 permits) and 1,000 m² may be built (1 permit)",
        "layer and page (Ambos) 1, layer alone (API) 2 and page alone (HTML) 0. Pages asked for and not given: 1.",
        "6 of 7 steps balance",
        "Not so: find.",
        "1 agree with folio's, 1 differ, and 1 cannot be compared",
        "2 of 3 tests passed when they last ran, 1 warned, 0 failed, 0 were skipped: 2 January 2026, 03:04 UTC.",
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
    warehouse(SCHEMA, ROWS, outcomes(("a", "pass")))
    write()
    text = page(tmp_path)
    for section, one in FIGURES:
        article = re.search(rf'<article class="figure" id="{section}-{one.key}">.*?</article>', text, re.DOTALL).group()
        if one.key != "sources":  # words and tables say all
            assert len(re.search(r'role="img" aria-label="([^"]*)"', article).group(1)) > 40
        assert "<table " in article
        for query in one.queries:
            sql = (ROOT / "report" / "queries" / f"{query}.sql").read_text().strip()
            assert f"{sql};</code>" in unescape(article)
    used = {query for _, one in FIGURES for query in one.queries} | {"synthetic"}
    assert used == {path.stem for path in (ROOT / "report" / "queries").glob("*.sql")}


def test_without_javascript_no_gap_is_left_unexplained(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    write()
    head, body = page(tmp_path).split("</head>", 1)
    assert "<noscript><style>.chart, .legend { display: none }</style></noscript>" in head
    assert "JavaScript, which is off here" in body.split("<main>", 1)[0]


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
    assert "another program writes to w.duckdb now" in ran.error


def test_a_failed_test_is_named_with_what_it_means(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS, outcomes(("a", "fail"), ("b", "pass")))
    write()
    said = words(tmp_path)
    assert "1 of 2 tests passed when they last ran, 0 warned, 1 failed" in said
    assert "fail a 1 It breaks." in said


def test_tests_that_never_ran_are_not_called_passed(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS, outcomes(("a", "pass"), ("b", None), ("c", None)))
    write()
    said = words(tmp_path)
    assert "Only 1 of 3 were run; 2 never were" in said
    assert "1 of 3 tests passed, 2 never run" in said


def test_a_warehouse_whose_tests_never_ran_says_so(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS, outcomes(("a", None)))
    write()
    assert "None of 1 tests was ever run on this warehouse" in words(tmp_path)


def test_outcomes_that_no_longer_hold_are_called_old(tmp_path, warehouse, write):
    warehouse(
        SCHEMA,
        ROWS,
        outcomes(("a", "pass"), ("b", "pass")),
        "update quality.test_outcomes set is_outdated = true where name = 'b'",
        "insert into raw.loads values ('L2', 'figshare_tar_members', 'ok', timestamp '2026-01-03 00:00:00', 5)",
    )
    write()
    said = words(tmp_path)
    assert "Outdated, since a relation that they look at was built again: 1;" in said
    assert "Landed since, and not built yet: figshare_tar_members;" in said
    assert "tests passed, 1 outdated, older than what is landed" in said


def test_a_warehouse_of_before_the_outcomes_were_kept_has_the_rest(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS, "drop table quality.test_outcomes")
    write()
    said = words(tmp_path)
    assert "Not built: Catalog Error: Table with name test_outcomes does not exist" in said
    assert "6 of 7 steps balance" in said


def test_what_is_tied_is_named(tmp_path, warehouse, write):
    warehouse(
        SCHEMA,
        ROWS,
        "delete from herbarium.mercury_specimens",
        "insert into herbarium.mercury_specimens select i, 'stained', ['A', 'B', 'C', 'D'][i % 4 + 1],"
        " 1900 + 10 * (i % 2), null, true from range(8) as t(i)",
        "update permits.permits set fecha_aprobacion = fecha_registro + interval 9 days where is_approved",
    )
    write()
    said = words(tmp_path)
    assert "together 6 of 8; as many as C: D." in said
    assert "stained ones is the 1900s and the 1910s (4 of 8 each)." in said
    # all districts are equally quick
    assert "The medians of the macro-districts" not in said


def test_the_districts_of_a_median_are_all_named(tmp_path, warehouse, write):
    warehouse(
        SCHEMA,
        ROWS,
        "update permits.permits set macro_distrito = ['X', 'Y', 'Z'][id_pc_tramite // 3 % 3 + 1] where is_approved",
        "update permits.permits set fecha_aprobacion = fecha_registro"
        " + to_days(if(macro_distrito = 'X', 5, 9)) where is_approved",
    )
    write()
    assert "go from 5 days (X, 4 permits) to 9 days (Y, 3 permits; Z, 3 permits)." in words(tmp_path)


def test_years_are_no_numbers_and_ranks_no_columns(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS)
    write()
    said = words(tmp_path)
    assert "decade specimens stained unstained 1880s 1" in said
    assert "1,880" not in said
    assert "country specimens stained unstained" in said


def test_floors_that_nobody_builds_leave_a_gap(tmp_path, warehouse, write):
    warehouse(SCHEMA, ROWS, "update permits.permits set cantidad_pisos = 9 where cantidad_pisos = 6")
    write()
    specs = json.loads(re.search(r'id="specs">(.*?)</script>', page(tmp_path), re.DOTALL).group(1))
    floors = specs["floors"]["datasets"][specs["floors"]["data"]["name"]]
    assert [row["floors"] for row in floors] == [str(floor) for floor in range(10)]
    assert [row["count"] for row in floors][6:] == [0, 0, 0, 4]


@pytest.mark.parametrize("query", sorted((ROOT / "report" / "queries").glob("*.sql")), ids=lambda path: path.stem)
def test_a_query_runs_as_it_stands(tmp_path, warehouse, query):
    """What the page shows can be pasted into `make sql`: nothing is put in its place."""
    warehouse(SCHEMA, ROWS, query.read_text())


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
    warehouse(SCHEMA, ROWS, "update quality.loads set is_synthetic = true", outcomes(("a", "pass"), ("b", "warn")))
    write()
    browser.look()
    browser.open(
        (tmp_path / "data" / "report" / "index.html").as_uri(),
        ready="return document.documentElement.hasAttribute('data-drawn')",
    )
    return browser


def test_the_browser_draws_every_chart_and_asks_for_nothing(tmp_path, opened):
    drawn = opened.js("return [...document.querySelectorAll('[data-chart] svg')].map((svg) => svg.getBBox().height)")
    assert len(drawn) == len(FIGURES) - 1  # the sources have a table alone
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
    # a row's values stand one below the other, so nothing is hidden beyond the edge
    hidden = "return [...document.querySelectorAll('.broad, .stacked')].filter((t) => t.scrollWidth > 360).length"
    assert opened.js(hidden) == 0
    assert opened.js("return getComputedStyle(document.querySelector('.broad td')).display") == "grid"
    light = colours(opened)
    opened.look(scheme="dark")
    dark = colours(opened)
    assert light[0] > 200 > 60 > dark[0]
    assert light[1] < 80 < 200 < dark[1]
    opened.look(scheme="dark", media="print")
    assert colours(opened)[1] < 80
    assert opened.js("return getComputedStyle(document.querySelector('details.sql')).display") == "none"
    # a figure's words stay with its chart, its table may go on overleaf
    assert opened.js("return getComputedStyle(document.querySelector('.lead')).breakInside") == "avoid"
    assert opened.js("return getComputedStyle(document.querySelector('.figure')).breakInside") == "auto"


def colours(browser: Browser) -> tuple[int, int]:
    """How bright the page is, and the words in its charts, from 0 to 255."""
    found = browser.js(
        "return [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('[data-chart=countries] svg text')).fill]"
    )
    return tuple(int(re.search(r"\d+", colour).group()) for colour in found)
