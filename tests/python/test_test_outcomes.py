"""`quality.test_outcomes`: what each test said last, whichever dbt command ran it."""

import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from demo import Warehouse

Outcomes = dict[str, tuple[str | None, bool, str | None]]


@pytest.fixture
def own(demo: Warehouse, tmp_path: Path) -> Warehouse:
    """The demo's warehouse, for this test to spoil."""
    shutil.copy(demo.file, tmp_path / "w.duckdb")
    shutil.copytree(demo.folder / "target", tmp_path / "target")
    (tmp_path / "data").symlink_to(demo.home)
    return Warehouse(tmp_path)


def outcomes(warehouse: Warehouse) -> Outcomes:
    """Each test's status, whether it is outdated, and when it ran."""
    with duckdb.connect(str(warehouse.file), read_only=True) as con:
        found = con.execute("select test_id, status, is_outdated, cast(ran_at as varchar) from quality.test_outcomes")
        return {name: tuple(rest) for name, *rest in found.fetchall()}


def run(warehouse: Warehouse, statement: str) -> None:
    with duckdb.connect(str(warehouse.file)) as con:
        con.execute(statement)


def test_a_whole_build_knows_every_test(demo):
    kinds = Counter(name.split(".")[0] for name in outcomes(demo))
    assert kinds["test"] > 200
    assert kinds["unit_test"] > 30
    assert {(status, old) for status, old, _ in outcomes(demo).values()} == {("pass", False), ("warn", False)}


def test_a_test_says_what_it_looks_at_and_what_breaks(demo):
    with duckdb.connect(str(demo.file), read_only=True) as con:
        ((looks_at, description, severity),) = con.execute(
            "select looks_at, description, severity from quality.test_outcomes where name = 'permits_lie_in_la_paz'"
        ).fetchall()
    assert (looks_at, severity) == ("permits.permits", "warn")
    assert len(description) > 40
    assert "--" not in description


@pytest.mark.slow
def test_an_outcome_lasts_until_the_test_runs_again(own):
    before = outcomes(own)
    ours = {name for name in before if "_odd_barcodes_" in name}
    assert len(ours) == 2
    # commands that test nothing change nothing
    own.dbt("--quiet", "show", "--select", "odd_barcodes")
    own.dbt("--quiet", "compile")
    assert outcomes(own) == before
    # nor does what builds nothing, because nothing has changed
    assert "1 of 1 models are unchanged" in own.dbt("run", "--select", "odd_barcodes")
    assert outcomes(own) == before
    # built without its tests: what they said is of the table before
    own.dbt("--quiet", "run", "--full-refresh", "--select", "odd_barcodes")
    after = outcomes(own)
    assert {name for name in after if after[name][1]} == ours
    assert {name: after[name][::2] for name in after} == {name: before[name][::2] for name in before}
    # tested again, and one fails: the others keep what they said
    run(own, "insert into quality.odd_barcodes select * from quality.odd_barcodes limit 1")
    done = own.run("dbt", "--quiet", "test", "--select", "odd_barcodes")
    assert done.returncode == 1
    after = outcomes(own)
    assert {name for name in after if after[name] != before[name]} == ours
    assert Counter(after[name][:2] for name in ours) == {("pass", False): 1, ("fail", False): 1}


@pytest.mark.slow
def test_what_was_never_run_is_listed_without_a_status(own):
    run(own, "drop table quality.test_outcomes")
    own.dbt("--quiet", "test", "--select", "odd_barcodes")
    found = Counter(status for status, *_ in outcomes(own).values())
    assert found["pass"] == 2
    assert found[None] > 150


@pytest.mark.slow
def test_building_the_model_keeps_what_is_in_it(own):
    before = outcomes(own)
    own.dbt("--quiet", "run", "--full-refresh", "--select", "test_outcomes")
    assert {name: each[0] for name, each in outcomes(own).items()} == {name: each[0] for name, each in before.items()}
