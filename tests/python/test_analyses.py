"""Each ready question in analyses/: it runs on the demo, says what it asks, and finds what the replica planted."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import ROOT
from demo import Warehouse

QUESTIONS = {path.stem: path for path in sorted((ROOT / "analyses").glob("*.sql"))}
FINDS_NOTHING = {"rejects_of_the_last_load"}  # the demo's files are whole
PEOPLE = {"solicitante", "arquitecto_nombre", "arquitecto_registro_nacional_cab", "arquitecto_reponsable"}
CODE, BARCODE = "codigo_catastral", "barcode"
Ask = Callable[[str], list[dict[str, object]]]


def compiled(demo: Warehouse, folder: Path, **variables: str) -> dict[str, str]:
    """The SQL of each question, by name."""
    demo.dbt(
        "--quiet", "compile", "--select", "resource_type:analysis", "--vars", json.dumps(variables),
        "--target-path", str(folder),
    )  # fmt: skip
    return {path.stem: path.read_text() for path in (folder / "compiled" / "folio" / "analyses").glob("*.sql")}


def rows(file: Path, sql: str) -> list[dict[str, object]]:
    with duckdb.connect(str(file), read_only=True) as con:
        found = con.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def sql(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return compiled(demo, tmp_path_factory.mktemp("questions"))


@pytest.fixture
def ask(demo: Warehouse, sql: dict[str, str]) -> Ask:
    return lambda name: rows(demo.file, sql[name])


def test_there_are_a_dozen():
    assert len(QUESTIONS) >= 12


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_says_what_it_asks(name):
    comment = QUESTIONS[name].read_text().split("with ", 1)[0]
    assert comment.startswith("-- ")
    assert re.search(r"\bOne row per\b", " ".join(comment.replace("--", "").split()))


def test_every_question_is_described():
    described = yaml.safe_load((ROOT / "analyses" / "_analyses.yml").read_text())["analyses"]
    assert {each["name"] for each in described} == set(QUESTIONS)
    assert all(each["description"] for each in described)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_runs_and_names_nobody(ask, name):
    found = ask(name)
    assert bool(found) == (name not in FINDS_NOTHING)
    assert not PEOPLE & {column for row in found for column in row}


def test_dbt_show_runs_every_question(demo, tmp_path):
    """dbt show writes a `limit` of its own at the end, so a question may not end in one."""
    demo.dbt("--quiet", "show", "--select", "resource_type:analysis", "--limit", "1", "--target-path", str(tmp_path))
    ran = json.loads((tmp_path / "run_results.json").read_text())["results"]
    assert {each["unique_id"].split(".")[-1]: each["status"] for each in ran} == dict.fromkeys(QUESTIONS, "success")


def test_training_images_are_balanced_in_each_genus(ask):
    found = ask("images_for_training_by_genus")
    classes = Counter((row["genus"], row["stain_status"]) for row in found)
    genera = {genus for genus, _ in classes}
    assert all(classes[genus, "stained"] == classes[genus, "unstained"] > 0 for genus in genera)
    assert len({row["barcode"] for row in found}) == len(found)


def test_sheets_that_are_shared_have_several_specimens(ask):
    found = ask("specimens_that_share_a_sheet")
    on_sheet = Counter(row["barcode"] for row in found)
    assert all(on_sheet[row["barcode"]] == row["specimen_count"] > 1 for row in found)


def test_the_largest_areas_stand_in_order(demo, ask):
    found = ask("largest_buildable_areas")
    assert [row["place"] for row in found] == list(range(1, len(found) + 1))
    areas = [row["buildable_m2"] for row in found]
    assert areas == sorted(areas, reverse=True)
    largest = "select max(area) from (select sum(value) as area from permits.permit_parameters"
    largest += " where code = 'AME' and unit = 'm2' group by identificador_b64)"
    assert list(rows(demo.file, largest)[0].values()) == [areas[0]]


def test_pages_that_refuse_are_those_of_the_replica(demo, ask):
    truth = json.loads((demo.replica / "lapaz" / "truth.json").read_text())
    found = Counter(row["page_outcome"] for row in ask("approved_permits_whose_page_refuses"))
    assert found == {name: truth["pages"][name] for name in ("refused", "failed")}


def test_a_sheet_and_a_code_can_be_asked_for(demo, tmp_path):
    barcode = rows(demo.file, "select max(barcode) as barcode from herbarium.labelled_sheets")[0][BARCODE]
    code = rows(demo.file, "select max(codigo_catastral) as codigo_catastral from permits.permits")[0][CODE]
    blanks = " ".join([code[:3], code[3:7], code[7:11], code[11:]])
    sql = compiled(demo, tmp_path, barcode=barcode, codigo_catastral=blanks)
    assert {row[BARCODE] for row in rows(demo.file, sql["sheet_by_barcode"])} == {barcode}
    assert {row[CODE] for row in rows(demo.file, sql["permits_on_a_cadastral_code"])} == {code}


@pytest.fixture
def two_loads(tmp_path: Path) -> Path:
    """A ledger in which one table was loaded twice, the other once, and a failed load came last."""
    file = tmp_path / "w.duckdb"  # the compiled SQL names the demo's file
    with duckdb.connect(str(file)) as con:
        con.execute("""
            create schema raw; create schema staging; create schema quality;
            create table staging.stg_folio__loads as
            select *, timestamp '2026-01-01' as finished_at, null::varchar as warnings, rows_rejected > 0 as is_current
            from (values
                ('1', 'nmnh_multimedia', 'ok', 100, 0), ('2', 'nmnh_multimedia', 'ok', 90, 2),
                ('3', 'nmnh_multimedia', 'failed', 0, 0), ('1', 'nmnh_occurrence', 'ok', 7, 0)
            ) as t(load_id, table_name, status, rows_landed, rows_rejected);
            create table quality.loads as select * from staging.stg_folio__loads;
            create table raw.load_columns as select * from (values
                ('1', 'nmnh_multimedia', 'id'), ('1', 'nmnh_multimedia', 'rights'),
                ('2', 'nmnh_multimedia', 'id'), ('2', 'nmnh_multimedia', 'license'), ('1', 'nmnh_occurrence', 'id')
            ) as t(load_id, table_name, column_name);
            create table raw.rejects as select * from (values
                ('2', 'nmnh_multimedia', 'multimedia.txt', 5, 'too many cells', 'a' || repeat('b', 500)),
                ('2', 'nmnh_multimedia', 'multimedia.txt', 3, 'undecodable', 'c'),
                ('1', 'nmnh_multimedia', 'multimedia.txt', 9, 'of an older load', 'd')
            ) as t(load_id, table_name, location, line_number, reason, line);
        """)
    return file


def test_changes_are_those_between_the_last_two_good_loads(sql, two_loads):
    media, occurrence = rows(two_loads, sql["changes_since_the_load_before"])
    assert (media["rows_landed"], media["rows_more"], media["rejects_more"]) == (90, -10, 2)
    assert (media["columns_appeared"], media["columns_vanished"]) == ("license", "rights")
    assert occurrence["rows_landed"] == 7
    assert [occurrence[name] for name in ("loaded_before", "rows_more", "columns_appeared")] == [None] * 3


def test_rejects_are_those_of_the_load_that_counts(sql, two_loads):
    found = rows(two_loads, sql["rejects_of_the_last_load"])
    assert [(row["reason"], row["line_number"]) for row in found] == [("too many cells", 5), ("undecodable", 3)]
    assert len(found[0]["line_begins"]) == 200
