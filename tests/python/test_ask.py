"""`make ask`: a ready question with its whole answer, on a terminal and in a pipe."""

import csv
import io
import json
import os
import sys
from subprocess import CompletedProcess

import duckdb
import pytest
from conftest import ROOT
from demo import Warehouse

from warehouse import ask


def asked(demo: Warehouse, *arguments: str, **environment: str) -> CompletedProcess[str]:
    return demo.run(sys.executable, "-m", "warehouse.ask", *arguments, **environment)


def shown(rows: ask.Rows, limit: int | None, capsys: pytest.CaptureFixture[str]) -> str:
    ask.table(["name", "text", "number"], rows, limit)
    return capsys.readouterr().out


def test_without_a_name_it_lists_the_questions():
    described = ask.questions()
    assert set(described) == {path.stem for path in (ROOT / "analyses").glob("*.sql")}


def test_nothing_of_an_answer_is_left_out(demo):
    """Not even where another program looks at the warehouse."""
    with duckdb.connect(str(demo.file), read_only=True) as con:
        said = asked(demo, "rows_dropped_and_why").stdout
        explained = con.execute("select explanation from quality.row_ledger where rows_dropped > 0").fetchall()
    assert len(explained) > 10
    assert all(text in said for (text,) in explained)
    assert said.endswith(f"{len(explained)} rows\n")


@pytest.mark.slow
def test_a_variable_is_handed_on_and_the_answer_is_csv(demo):
    with duckdb.connect(str(demo.file), read_only=True) as con:
        (barcode,) = con.execute("select max(barcode) from herbarium.labelled_sheets").fetchone()
    found = list(csv.DictReader(io.StringIO(asked(demo, "sheet_by_barcode", f"barcode={barcode}", "--csv").stdout)))
    assert {row["barcode"] for row in found} == {barcode}


def test_a_program_gets_json(demo):
    found = json.loads(asked(demo, "datasets_to_cite", "--json").stdout)
    assert {row["is_synthetic"] for row in found} == {True}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "there is no question 'nope'; there are: sheet_by_barcode"),
        (["sheet_by_barcode", "code=1"], "'code=1': sheet_by_barcode takes barcode=…"),
        (["datasets_to_cite", "code=1"], "datasets_to_cite takes no variables"),
        (["sheet_by_barcode", "barcode=1' or '1"], "a value is of letters, digits, blanks and . : -"),
    ],
)
def test_what_cannot_be_asked_is_bad_usage(demo, arguments, said):
    done = asked(demo, *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


@pytest.mark.slow
def test_a_warehouse_that_cannot_answer_is_said_in_one_line(demo, tmp_path):
    file = tmp_path / "w.duckdb"
    done = asked(demo, "datasets_to_cite", FOLIO_DB=str(file))
    assert (done.returncode, done.stderr) == (
        1,
        "error: there is no warehouse w.duckdb yet: run `dbt build`, or `make warehouse` for the demo\n",
    )
    with duckdb.connect(str(file)):
        done = asked(demo, "datasets_to_cite", FOLIO_DB=str(file))
        assert "error: another program writes to w.duckdb now" in done.stderr
    done = asked(demo, "datasets_to_cite", FOLIO_DB=str(file))
    assert done.stderr.startswith("error: w.duckdb is not built whole (Catalog Error")
    assert done.stderr.count("\n") == 1


def test_a_long_answer_says_what_is_not_shown(capsys):
    rows = [(f"n{number}", "a text that is longer than its column would like to be", number) for number in range(1200)]
    said = shown(rows, 3, capsys)
    assert "n2" in said
    assert "n3" not in said
    assert "3 rows; all of them: --limit 0, or --csv into a file (1,200)" in said
    assert shown(rows, 0, capsys).endswith("1,200 rows\n")
    assert shown(rows[:1], None, capsys).endswith("1 row\n")


def test_numbers_that_are_names_have_no_separators(capsys):
    assert "1234567" in shown([("x", "y", 1234567)], None, capsys)


@pytest.mark.slow
def test_make_passes_the_question_on(demo):
    done = demo.run("make", "-o", ".venv/ready", "ask", "Q=datasets_to_cite --limit 1", PATH=os.environ["PATH"])
    assert done.returncode == 0
    assert "1 row; all of them" in done.stdout
