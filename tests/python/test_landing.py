"""The landing zone: a load is visible whole or not at all, whatever happens to it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from conftest import ROOT

from ingest import landing
from ingest.errors import FormatError, LandingError
from ingest.landing import Column, ledger, prune, register, zone

A_AND_N = (Column("a"), Column("n", "BIGINT"))


def land(rows, table="demo_a", source="demo", columns=A_AND_N, origin="here"):
    with landing.begin(source, origin=origin, kind="dwca") as load:
        made = load.table(table, columns)
        made.rows_read += made.write(rows)
    return load


def test_rows_come_back_in_order_with_their_load_and_number(sql):
    load = land([("x", 1), ("", None), (None, -3)])
    assert sql("select a, n, _row, _load_id from raw.demo_a order by _row") == [
        ("x", 1, 1, load.id),
        ("", None, 2, load.id),
        (None, -3, 3, load.id),
    ]


def test_rows_of_several_parts_follow_one_another(sql):
    with landing.begin("demo", origin="here", kind="dwca") as load:
        made = load.table("demo_a", [Column("a")])
        for text in ("xy", "", "z"):
            made.rows_read += made.write((letter,) for letter in text)
    assert sql("select _row, a from raw.demo_a order by _row") == [(1, "x"), (2, "y"), (3, "z")]


def test_the_ledger_tells_of_a_load(sql):
    with landing.begin("demo", origin="here", kind="dwca") as load:
        made = load.table("demo_a", [Column("a", term="http://x/a", default="d")], ["f.txt", "g.txt"], "http://x/T")
        made.rows_read += 2 + made.write([("x",)])
        made.rows_short += 1
        made.reject(location="f.txt", line_number=7, reason="too wide", line="a\tb")
        made.reject(location="g.txt", line_number=None, reason="not UTF-8", line="\\xff")
        load.dataset(title="A set", doi="10.1/x", license="CC0")
        made.warn("odd")
    assert sql("select status, locations, row_type, rows_read, rows_landed, rows_rejected, rows_short, warnings, error"
               " from raw.loads") == [("ok", "f.txt\ng.txt", "http://x/T", 3, 1, 2, 1, "odd", None)]  # fmt: skip
    assert sql("select location, line_number, reason, line from raw.rejects order by location") == [
        ("f.txt", 7, "too wide", "a\tb"),
        ("g.txt", None, "not UTF-8", "\\xff"),
    ]
    assert sql("select column_name, position, term, default_value from raw.load_columns") == [
        ("a", 1, "http://x/a", "d")
    ]
    assert sql("select title, doi, license, source from raw.datasets") == [("A set", "10.1/x", "CC0", "demo")]


@pytest.mark.parametrize("name", ['a"b', "select", "a.b; drop table x", "ñandú", "a\nb"])
def test_hostile_column_names_are_only_names(sql, name):
    land([("x", 1)], columns=(Column(name), Column("n", "BIGINT")))
    with duckdb.connect(os.environ["FOLIO_DB"], read_only=True) as con:
        assert con.execute("select * from raw.demo_a").description[0][0] == name


def test_a_failed_load_leaves_what_was_there_and_a_row_that_says_why(sql):
    first = land([("x", 1)])
    with pytest.raises(FormatError), landing.begin("demo", origin="bad", kind="dwca") as load:
        made = load.table("demo_a", [Column("a")])
        made.write([("half",)])
        raise FormatError("line 3 is\n no text")
    assert sql("select distinct _load_id from raw.demo_a") == [(first.id,)]
    register.after_load()
    assert sql("select status, error, rows_landed, origin from raw.loads where load_id = ?", load.id) == [
        ("failed", "line 3 is no text", None, "bad")
    ]
    assert not zone.staging_dir("demo", load.id).exists()


def test_counts_that_do_not_prove_land_nothing(sql):
    with (
        pytest.raises(LandingError, match="read 5 rows, but landed 1 and rejected 0"),
        landing.begin("demo", origin="here", kind="dwca") as load,
    ):
        made = load.table("demo_a", [Column("a")])
        made.write([("x",)])
        made.rows_read += 5
    assert landing.latest("demo_a") is None


def test_a_part_that_holds_other_rows_than_declared_lands_nothing():
    with (
        pytest.raises(LandingError, match="2 rows were to land, 1 did"),
        landing.begin("demo", origin="x", kind="dwca") as load,
    ):
        made = load.table("demo_a", [Column("a")])
        part = made.part()
        with load.connection() as con:
            con.execute(f"copy (select 'x' as a) to '{part}' (format parquet)")
        made.landed(part, 2)
        made.rows_read += 2


def test_a_table_without_rows_lands_as_an_empty_relation(sql):
    land([])
    assert sql("select count(*), count(a) from raw.demo_a") == [(0, 0)]


KILLED = """
import sys, time
from ingest import landing
from ingest.landing import Column, zone, ledger
if sys.argv[1] == "before the ledger":
    ledger.write = lambda *_: (print("ready", flush=True), time.sleep(60))
with landing.begin("demo", origin="killed", kind="dwca") as load:
    made = load.table("demo_a", [Column("a")])
    made.rows_read += made.write([("half",)])
    if sys.argv[1] == "while staging":
        print("ready", flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize("moment", ["while staging", "before the ledger"])
def test_kill_9_leaves_the_last_good_load_and_the_next_run_cleans_up(sql, moment):
    first = land([("x", 1)])
    child = subprocess.Popen([sys.executable, "-c", KILLED, moment], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert landing.latest("demo_a").load_id == first.id
    assert register.after_load()
    assert sql("select a from raw.demo_a") == [("x",)]
    assert sql("select count(*) from raw.load_columns") == [(2,)]

    second = land([("y", 2)])
    assert sql("select a from raw.demo_a") == [("y",)]
    assert sql("select origin, error from raw.loads where status = 'failed'") == [
        ("killed", "interrupted before it ended; nothing of it was kept")
    ]
    kept = {path.name for path in (zone.root() / "demo").iterdir()}
    assert kept == {first.id, second.id}
    assert not list((zone.root() / "_staging" / "demo").iterdir())


def test_ctrl_c_is_a_failed_load():
    with pytest.raises(KeyboardInterrupt), landing.begin("demo", origin="x", kind="dwca") as load:
        raise KeyboardInterrupt
    assert load.report[0]["status"] == "failed"
    assert load.report[0]["error"] == "interrupted"


HOLDING = """
import sys, time
from ingest import landing
with landing.begin("demo", origin="first", kind="dwca") as load:
    load.table("demo_a", [landing.Column("a")])
    print("ready", flush=True)
    time.sleep(float(sys.argv[1]))
"""


def holder(seconds: float) -> subprocess.Popen:
    child = subprocess.Popen([sys.executable, "-c", HOLDING, str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    return child


def test_a_second_load_waits_and_says_for_whom(capfd, sql):
    with holder(1.0) as child:
        land([("y", 2)])
        child.communicate()
    assert f"demo is being loaded by process {child.pid}" in capfd.readouterr().err
    assert sql("select a from raw.demo_a") == [("y",)]


def test_a_second_load_gives_up_and_names_who_holds_the_place(monkeypatch):
    monkeypatch.setenv("FOLIO_WAIT", "0.3")
    with holder(30) as child:
        began = time.monotonic()
        with pytest.raises(LandingError, match=rf"process {child.pid} \(dwca demo, since 20.*waited 0 s"):
            land([("y", 2)])
        assert time.monotonic() - began < 10
        child.kill()
        child.communicate()


def test_another_source_does_not_wait(monkeypatch):
    monkeypatch.setenv("FOLIO_WAIT", "0.1")
    with holder(30) as child:
        land([("y", 2)], table="other_a", source="other")
        child.kill()
        child.communicate()


def test_a_warehouse_file_in_use_does_not_stop_a_load(capfd, sql):
    land([("x", 1)])
    held = "import duckdb, os, sys, time; c = duckdb.connect(os.environ['FOLIO_DB']); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", held], stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        load = land([("y", 2)])
        child.kill()
        child.communicate()
    assert not load.registered
    assert landing.latest("demo_a").load_id == load.id
    assert "the load stands" in capfd.readouterr().err
    assert sql("select a from raw.demo_a") == [("x",)], "the view still shows the load it was made for"
    assert register.after_load()
    assert sql("select a from raw.demo_a") == [("y",)]


def test_a_landing_zone_that_cannot_be_written_is_said_in_one_line(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "file" / "data"))
    with pytest.raises(LandingError, match="set FOLIO_HOME"):
        land([("x", 1)])


def test_load_ids_sort_even_if_the_clock_is_set_back(monkeypatch):
    first = land([("x", 1)])
    earlier = zone.now().replace(year=2001)
    monkeypatch.setattr(zone, "now", lambda: earlier)
    second = land([("y", 2)])
    assert second.id > first.id
    assert landing.latest("demo_a").load_id == second.id


@pytest.mark.parametrize("source", ["", "Nmnh", "1a", "a-b", "../x", "a/b"])
def test_a_source_that_cannot_name_a_table_is_refused(source):
    with pytest.raises(LandingError, match="cannot name a source"):
        land([], source=source)


def test_names_of_tables_follow_the_contract():
    assert landing.table_name("gbif", "Occurrence-2.v1") == "gbif_occurrence_2_v1"
    assert landing.table_name("gbif", "occurrence", {"gbif_occurrence", "gbif_occurrence_2"}) == "gbif_occurrence_3"


def test_names_of_columns_clash_without_regard_to_case():
    names = landing.unique_names(["id", "rights", "Rights", "rights_2", "_row", "filename"])
    assert names == ["id", "rights", "Rights_2", "rights_2_2", "_row_2", "filename_2"]


def test_prune_keeps_what_raw_shows_and_the_newest(sql):
    old = land([("x", 1)], table="demo_old")
    loads = [land([(str(n), n)]) for n in range(4)]
    removed, size = prune.prune(1)
    assert (removed, size > 0) == (3, True)
    kept = {path.name for path in (zone.root() / "demo").iterdir()}
    assert kept == {old.id, loads[-1].id}
    assert sql("select a from raw.demo_a") == [("3",)]
    assert sql("select a from raw.demo_old") == [("x",)]
    assert sql("select count(*) from raw.loads") == [(2,)]
    assert prune.prune(1) == (0, 0)


def test_status_tells_age_failure_stale_and_synthetic(ingest):
    assert "nmnh: never landed" in ingest("status").out
    with landing.begin("demo", origin="replica somewhere", kind="dwca") as load:
        load.table("demo_a", [Column("a")])
        load.table("demo_gone", [Column("a")])
    land([("x", 1)])
    with pytest.raises(FormatError), landing.begin("demo", origin="here", kind="dwca"):
        raise FormatError("no tarball")
    rows = {row["table_name"]: row for row in ingest("status", "--json").json()}
    assert rows["demo_gone"]["is_stale"] and rows["demo_gone"]["is_synthetic"]
    assert not rows["demo_a"]["is_stale"] and not rows["demo_a"]["is_synthetic"]
    assert rows["demo_a"]["last_failure"] == "no tarball"
    out = ingest("status").out
    assert "SYNTHETIC" in out and "stale" in out and "no tarball" in out and "just now" in out


def test_status_of_a_source_whose_loads_all_failed(ingest):
    with pytest.raises(FormatError), landing.begin("demo", origin="here", kind="dwca"):
        raise FormatError("no tarball")
    (row,) = ingest("status", "--json").json()
    assert (row["source"], row["load_id"], row["last_failure"]) == ("demo", None, "no tarball")


def test_a_path_with_a_quote_and_blanks_works(tmp_path, monkeypatch, sql):
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "it's [my] data"))
    land([("x", 1)])
    assert sql("select a from raw.demo_a") == [("x",)]
    assert sql("select count(*) from raw.loads") == [(1,)]


def test_a_path_that_looks_like_a_partition_changes_no_column(tmp_path, monkeypatch, sql):
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "a=2026" / "status=failed" / "source=me" / "c0=7"))
    land([("1999", 1)])
    assert sql("select a from raw.demo_a") == [("1999",)]
    assert sql("select source, status from raw.loads") == [("demo", "ok")]


def test_what_lies_in_a_ledger_is_read_only_with_its_switch(tmp_path: Path):
    load = land([("x", 1)])
    zone.ledger_file(load.id).rename(tmp_path / "away.parquet")
    assert ledger.committed() == []


def test_a_table_of_another_source_is_not_taken_over(sql):
    land([("x", 1)], table="a_b_c", source="a")
    with pytest.raises(LandingError, match=r"raw\.a_b_c belongs to the source 'a'"):
        land([("y", 2)], table="a_b_c", source="a_b")
    assert sql("select a from raw.a_b_c") == [("x",)]


@pytest.mark.parametrize("name", ["loads", "load_columns", "rejects", "datasets"])
def test_a_table_of_the_ledgers_name_is_refused(name):
    with pytest.raises(LandingError, match=rf"raw\.{name} is the ledger's own"):
        land([("y", 2)], table=name, source="load")


def test_cleaning_leaves_the_ledger_of_a_source_whose_name_ends_alike():
    land([("x", 1)], table="my_odd_a", source="my_odd")
    staged = zone.root() / "_loads" / "20260101T000000000000Z_my_odd.staged"
    staged.write_bytes(b"")
    land([("x", 1)], table="odd_a", source="odd")
    assert staged.exists()


def test_a_ledger_that_cannot_be_written_leaves_nothing_behind(monkeypatch):
    first = land([("x", 1)])
    write, calls = ledger.write, []

    def full(load_id, rows):
        calls.append(load_id)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        write(load_id, rows)

    monkeypatch.setattr(ledger, "write", full)
    with pytest.raises(LandingError, match="No space left on device"):
        land([("y", 2)])
    assert landing.latest("demo_a").load_id == first.id
    assert {path.name for path in (zone.root() / "demo").iterdir()} == {first.id}


@pytest.mark.parametrize("setting", ["FOLIO_WAIT", "FOLIO_THREADS", "FOLIO_MEMORY_LIMIT"])
def test_a_wrong_setting_is_named(monkeypatch, ingest, tmp_path, setting):
    (tmp_path / "x.tsv").write_text("id\tcountry\n1\tPeru\n")
    with holder(3) as child:
        ran = ingest("dwca", "demo", "--table", f"x={tmp_path / 'x.tsv'}", **{setting: "abc"})
        child.kill()
        child.communicate()
    assert (ran.status, f"{setting} is 'abc'" in ran.error) == (1, True)


def test_a_table_that_the_newest_archive_lacks_is_stale(ingest, tmp_path):
    for name in ("occurrence", "taxon"):
        folder = tmp_path / "archive"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        (folder / f"{name}.txt").write_text(f"{name}ID\tcountry\n1\tPeru\n")
        assert ingest("dwca", "mine", folder).status == 0
    rows = {row["table_name"]: row["is_stale"] for row in ingest("status", "--json").json()}
    assert rows == {"mine_occurrence": True, "mine_taxon": False}


def test_ctrl_c_while_the_engine_works_is_an_interruption(sql):
    with pytest.raises(KeyboardInterrupt), landing.begin("demo", origin="here", kind="dwca") as load:
        load.table("demo_a", [Column("a")])
        raise RuntimeError("Query interrupted")  # what the engine makes of it
    register.after_load()
    assert sql("select status, error from raw.loads") == [("failed", "interrupted")]


@pytest.mark.parametrize(
    "error", [MemoryError("out of memory"), duckdb.OutOfMemoryException("Out of Memory Error"), pa.ArrowMemoryError()]
)
def test_too_little_memory_is_said_in_a_line(sql, error):
    with (
        pytest.raises(LandingError, match="not enough memory; nothing was landed"),
        landing.begin("demo", origin="here", kind="dwca") as load,
    ):
        load.table("demo_a", [Column("a")])
        raise error
    register.after_load()
    assert sql("select status, error from raw.loads") == [("failed", "not enough memory")]


@pytest.mark.parametrize(("kind", "value"), [("VARCHAR", "half \udc80"), ("BIGINT", 2**63), ("BIGINT", "x")])
def test_a_value_that_its_column_cannot_hold_is_an_error_of_one_line(sql, kind, value):
    with (
        pytest.raises(LandingError, match="demo_a: a value is not what its column holds"),
        landing.begin("demo", origin="here", kind="dwca") as load,
    ):
        load.table("demo_a", [Column("a", kind)]).write([(value,)])
    register.after_load()
    assert sql("select status from raw.loads") == [("failed",)]
