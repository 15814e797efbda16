"""`raw.*`: what the ingester registers after a load and what dbt registers on every run are the same relations."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT

from ingest import landing
from ingest.landing import Column, register

DBT = str(Path(sys.executable).with_name("dbt"))


@pytest.fixture
def project(tmp_path):
    """folio's own sources and macros of `raw`, without its models: dbt reads this in a second."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "macros" / "raw", folder / "macros")
    for path in [*ROOT.glob("models/**/*__sources.yml"), *ROOT.glob("models/**/*.md")]:
        (folder / "models" / path.relative_to(ROOT / "models")).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / "models" / path.relative_to(ROOT / "models"))
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def dbt(project):
    """Run dbt bare, as a person does in the activated environment."""

    def run(*arguments, ok=True):
        done = subprocess.run([DBT, *arguments], cwd=project, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) == ok, done.stdout + done.stderr
        return done.stdout

    return run


# a run that builds nothing: only the hook matters here
NOTHING = ("run-operation", "register_raw")


def relations():
    with duckdb.connect(os.environ["FOLIO_DB"], read_only=True) as con:
        names = con.execute("select view_name from duckdb_views() where schema_name = 'raw' order by 1").fetchall()
        found = {}
        for (name,) in names:
            shown = con.execute(f'select * from raw."{name}" order by all')
            found[name] = ([tuple(column[:2]) for column in shown.description], shown.fetchall())
    return found


def land(columns, rows, source="gbif", table="gbif_occurrence"):
    with landing.begin(source, origin="here", kind="dwca") as load:
        made = load.table(table, columns)
        for row in rows:  # a part a row, so that parts must follow one another
            made.rows_read += made.write([row])
        load.dataset(title="T")


def test_dbt_and_the_ingester_register_the_same(dbt):
    land([Column("id"), Column('a"b; --'), Column("n", "BIGINT")], [("1", "x", 1), ("2", None, 2)])
    by_ingester = relations()
    load_id = landing.latest("gbif_occurrence").load_id
    assert by_ingester["gbif_occurrence"][1] == [("1", "x", 1, load_id, 1), ("2", None, 2, load_id, 2)]
    Path(os.environ["FOLIO_DB"]).unlink()
    dbt(*NOTHING)
    by_dbt = relations()
    assert {name: by_dbt[name] for name in by_ingester} == by_ingester
    assert register.after_load()
    assert relations() == by_dbt


def test_a_home_with_odd_signs_registers_alike(dbt, tmp_path, monkeypatch):
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "it's [my]* data?" / "id=7" / "status=lost"))
    land([Column("id")], [("1",)])
    by_ingester = relations()
    assert by_ingester["gbif_occurrence"][1][0][0] == "1"
    dbt(*NOTHING)
    assert {name: relation for name, relation in relations().items() if name in by_ingester} == by_ingester


def test_sources_that_were_never_landed_are_empty_relations(dbt):
    dbt(*NOTHING)
    found = relations()
    assert {"figshare_tar_members", "nmnh_multimedia", "nmnh_occurrence", "loads", "rejects"} <= found.keys()
    assert all(rows == [] for _, rows in found.values())
    columns = dict(found["figshare_tar_members"][0])
    assert str(columns["size_bytes"]) == "BIGINT"
    assert len(found["nmnh_occurrence"][0]) == 59 + 2


def test_a_column_that_a_load_lacks_is_null_and_said(dbt):
    land([Column("archive"), Column("member_path")], [("stained", "a.jpg")], "figshare", "figshare_tar_members")
    out = dbt(*NOTHING)
    assert "raw.figshare_tar_members has no column size_bytes in its last load; it is NULL" in out
    (columns, rows) = relations()["figshare_tar_members"]
    assert str(dict(columns)["size_bytes"]) == "BIGINT"
    (row,) = rows
    assert dict(zip([name for name, _ in columns], row, strict=True))["size_bytes"] is None


def test_only_failed_loads_register_as_empty(dbt):
    with pytest.raises(KeyboardInterrupt), landing.begin("figshare", origin="x", kind="tarball"):
        raise KeyboardInterrupt
    dbt(*NOTHING)
    found = relations()
    assert found["figshare_tar_members"][1] == []
    assert [row[3] for row in found["loads"][1]] == ["failed"]


def test_an_engine_without_a_body_is_told_so(dbt, project):
    (project / "macros" / "register_raw_duckdb.sql").unlink()
    assert "folio cannot register the landing zone on 'duckdb' yet" in dbt(*NOTHING, ok=False)


def test_a_column_in_another_case_is_the_same_column(dbt):
    columns = [Column("archive"), Column("MEMBER_PATH")]
    land(columns, [("stained", "a.jpg")], "figshare", "figshare_tar_members")
    out = dbt(*NOTHING)
    assert "has no column member_path" not in out
    (found, rows) = relations()["figshare_tar_members"]
    assert dict(zip([name for name, _ in found], rows[0], strict=True))["member_path"] == "a.jpg"
    assert [name for name, _ in found if name.lower() == "member_path"] == ["member_path"]


def test_a_column_that_no_model_reads_is_said(dbt):
    land([Column("archive"), Column("colour")], [("stained", "red")], "figshare", "figshare_tar_members")
    assert "raw.figshare_tar_members has columns that no model reads: colour" in dbt(*NOTHING)
