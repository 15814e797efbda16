"""What was built from the same is not built again, and what was not is: dbt itself, on a project of a few models."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from small_project import enter

SOURCES = "sources: [{name: raw, schema: raw, tables: [{name: things}]}]"
# things → shown (a view) → chosen → counted; letters (a seed) → named
MODELS = {
    "shown": "{{ config(materialized='view') }} select * from {{ source('raw', 'things') }}",
    "chosen": "select * from {{ ref('shown') }} where thing >= {{ var('least') }}",
    "counted": "select count(*) as things from {{ ref('chosen') }}",
    "named": "select letter, upper(letter) as name from {{ ref('letters') }}",
}
ALL = set(MODELS)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """The project's folder, the warehouse's file and dbt's own, after one build."""
    folder = tmp_path_factory.mktemp("built_once")
    with pytest.MonkeyPatch.context() as patch:
        project = enter(folder, patch)
        project.write("models/sources.yml", SOURCES)
        project.write("seeds/letters.csv", "letter\na\nb\n")
        for name, sql in MODELS.items():
            project.model(name, sql)
        project.sql("create schema raw; create table raw.things as select 1 as thing union all select 2")
        assert project.built() == ALL
    return folder


@pytest.fixture
def project(built_once, tmp_path, monkeypatch):
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    return enter(tmp_path, monkeypatch)


def test_a_second_build_builds_nothing(project):
    # an update in place is the one thing that nobody can know: it shows that the table was left
    project.sql("update made.counted set things = 77")
    assert project.built() == set()
    assert project.sql("select things from made.counted") == [(77,)]
    assert project.built("run", "--full-refresh") == ALL
    assert project.sql("select things from made.counted") == [(2,)]
    assert project.built() == set()


def test_a_model_that_was_changed_is_built_with_what_reads_it(project):
    project.model("chosen", MODELS["chosen"] + " or thing = 2")
    assert project.built() == {"chosen", "counted"}
    assert project.built() == set()
    # and back: what was built before last is not remembered
    project.model("chosen", MODELS["chosen"])
    assert project.built() == {"chosen", "counted"}


def test_rows_that_were_changed_are_read(project):
    project.sql("insert into raw.things values (3)")
    assert project.built() == {"shown", "chosen", "counted"}
    assert project.sql("select things from made.counted") == [(3,)]
    project.write("seeds/letters.csv", "letter,t\na,1\nb,1\n")
    project.model("named", "select letter, upper(letter) as name, t from {{ ref('letters') }}")
    assert project.built("build", "--full-refresh") == ALL
    project.write("seeds/letters.csv", "letter,t\na,1\nc,1\n")
    assert project.built("run") == set()  # the seed was not loaded
    assert project.built() == {"named"}
    assert project.sql("select name from made.named order by 1") == [("A",), ("C",)]


@pytest.mark.slow
def test_a_table_is_compared_with_what_the_warehouse_holds_not_with_what_the_project_says(project):
    project.model("chosen", "select 9 as thing")
    assert project.built("run", "-s", "counted") == set()
    assert project.built("run", "-s", "chosen") == {"chosen"}
    assert project.built("run", "-s", "counted") == {"counted"}
    assert project.sql("select things from made.counted") == [(1,)]


@pytest.mark.slow
def test_a_view_between_hides_nothing(project):
    project.model("between", "{{ config(materialized='view') }} select * from {{ ref('chosen') }}")
    project.model("counted", "select count(*) as things from {{ ref('between') }}")
    assert project.built() == {"between", "counted"}
    project.model("chosen", MODELS["chosen"] + " and thing <> 2")
    assert project.built("run", "-s", "chosen") == {"chosen"}
    # the view is the same as it was, and shows something else
    assert project.built("run", "-s", "counted") == {"counted"}
    assert project.sql("select things from made.counted") == [(1,)]
    assert project.built("run", "-s", "between") == {"between"}
    assert project.built() == set()


@pytest.mark.slow
def test_what_was_done_to_a_table_by_hand_is_undone(project):
    by_hand = [
        "drop table {}",
        "create or replace table {} as select 5 as thing",
        "drop table {}; create view {} as select 5 as thing",
        "insert into {} values (5)",
        "delete from {} where thing = 1",
        "alter table {} add column more integer",
        "alter table {} alter thing type varchar",
    ]
    tables = [f"t{number}" for number in range(len(by_hand))]
    for name in tables:
        project.model(name, MODELS["chosen"])
        project.model(f"of_{name}", f"select count(*) as things from {{{{ ref('{name}') }}}}")
    project.built()
    for name, done in zip(tables, by_hand, strict=True):
        project.sql(done.replace("{}", f"made.{name}"))
    # alone, what reads such a table is built of what it is now; with it, of what it is again
    assert "of_t3" in project.built("run", "-s", "of_t3")
    assert project.sql("select things from made.of_t3") == [(3,)]
    assert {*tables, "of_t3"} <= project.built()
    assert project.sql("select things from made.of_t3") == [(2,)]
    for name in tables:
        assert project.sql(f"select * from made.{name} order by all") == [(1,), (2,)]
    project.built()
    assert project.built() == set()


@pytest.mark.slow
def test_a_view_that_was_replaced_by_hand_is_made_again(project):
    project.sql("create or replace view made.shown as select 5 as thing")
    assert "shown" in project.built()
    assert project.sql("select count(*) from made.shown") == [(2,)]
    assert project.built() == set()


@pytest.mark.slow
def test_what_shapes_a_table_counts_and_what_describes_it_does_not(project):
    contract = (
        "models: [{{name: counted, description: {about}, config: {{contract: {{enforced: true}}, tags: [{tag}]}},"
        " columns: [{{name: things, data_type: {type}}}]}}]"
    )
    project.write("models/models.yml", contract.format(about="one", tag="a", type="bigint"))
    assert project.built() == {"counted"}
    project.write("models/models.yml", contract.format(about="two", tag="b", type="bigint"))
    assert project.built() == set()
    project.write("models/models.yml", contract.format(about="two", tag="b", type="int8"))
    assert project.built() == {"counted"}
    project.model("named", "{{ config(post_hook='insert into {{ this }} values (null, null)') }} " + MODELS["named"])
    assert project.built() == {"named"}
    assert project.built() == set()
    assert project.sql("select count(*) from made.named") == [(3,)]


@pytest.mark.slow
def test_descriptions_that_the_warehouse_keeps_are_kept_beside(project):
    described = (
        'models: [{{name: counted, description: "{about}\'s", config: {{persist_docs: {{relation: true}}}},'
        " columns: [{{name: things, description: how many}}]}}]"
    )
    comment = "select split_part(comment, chr(10), 1) from duckdb_tables() where table_name = 'counted'"
    for about in ("one", "two"):
        project.write("models/models.yml", described.format(about=about))
        assert project.built() == {"counted"}
        assert project.sql(comment) == [(f"{about}'s",)]
        assert project.built() == set()


@pytest.mark.slow
def test_a_variable_counts_where_it_is_used(project):
    assert project.built("build", "--vars", "{least: 2}") == {"chosen", "counted"}
    assert project.built("build", "--vars", "{least: 2, another: 1}") == set()
    assert project.built() == {"chosen", "counted"}


@pytest.mark.slow
def test_empty_tables_are_not_taken_for_full_ones(project):
    assert "counted" in project.built("run", "--empty")
    assert project.sql("select things from made.counted") == [(0,)]
    assert {"chosen", "counted"} <= project.built()
    assert project.sql("select things from made.counted") == [(2,)]
    assert project.built() == set()


@pytest.mark.slow
def test_deferred_models_are_built(project, tmp_path):
    shutil.copytree(tmp_path / "target", tmp_path / "state")
    deferred = ("run", "-s", "counted", "--defer", "--favor-state", "--state", str(tmp_path / "state"))
    assert project.built(*deferred) == {"counted"}
    assert project.built(*deferred) == {"counted"}
    assert project.built() == {"counted"}


@pytest.mark.slow
def test_what_asks_the_clock_chance_or_files_is_always_built(project):
    project.write("things.csv", "thing\n1\n")
    asking = {
        "clock": "select current_timestamp as now",
        "today": "select Today() as now",
        "chance": "select random() as x",
        "file": "select * from read_csv('things.csv')",
        "bare_file": "select * from 'things.csv'",
        "itself": "select 1 as x {% if false %}{{ this }}{% endif %} -- {{ this }}",
        "catalogue": "select count(*) as tables from information_schema.tables",
        "sampled": "select * from {{ ref('chosen') }} using sample 1 rows",
    }
    for name, sql in asking.items():
        project.model(name, sql)
    project.model("calm", "select 'now() is' as now, 1 as random, 2 as today")
    project.model("reader", "select count(*) as files from {{ ref('file') }}")
    assert project.built() == {*asking, "calm", "reader"}
    # a comment or a text may look like a call: that costs a build, and no more
    assert project.built() == {*asking, "calm"}
    project.write("things.csv", "thing\n1\n2\n")
    assert project.built() == {*asking, "calm", "reader"}


@pytest.mark.slow
def test_a_model_that_fails_leaves_the_last_good_one(project):
    project.model("chosen", "select cast('x' || thing as integer) as thing from {{ ref('shown') }}")
    messages = project.dbt("build", ok=False)
    assert "Conversion Error" in messages["chosen"]
    assert project.sql("select count(*) from made.chosen") == [(2,)]
    project.model("chosen", MODELS["chosen"])
    assert {"chosen", "counted"} <= set(project.dbt("retry"))
    assert project.built() == set()


@pytest.mark.slow
def test_a_build_that_was_killed_is_taken_up(project, tmp_path):
    project.model("chosen", MODELS["chosen"] + " and thing <> 2")
    project.model(
        "counted", "select count(*) as things from {{ ref('chosen') }}, range(1000000) join range(100000) on true"
    )
    command = [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "run", "--threads", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            if re.search("START .* made.counted", line):
                break
        run.send_signal(signal.SIGKILL)
    assert project.sql("select things from made.counted") == [(2,)]
    project.model("counted", MODELS["counted"])
    assert project.built() == {"counted"}
    assert project.sql("select things from made.counted") == [(1,)]


@pytest.mark.slow
def test_many_tables_at_once_keep_their_marks(project):
    for number in range(40):
        project.model(f"t{number}", f"select {number} as n, count(*) as things from {{{{ ref('chosen') }}}}")
    project.model("chosen", MODELS["chosen"] + " and thing <> 2")
    made = {"chosen", "counted", *(f"t{number}" for number in range(40))}
    assert project.built("run", "--threads", "8") == made
    assert project.built("run", "--threads", "8") == set()


@pytest.mark.slow
def test_ephemeral_models_hide_nothing(project):
    project.model("passing", "{{ config(materialized='ephemeral') }} select * from {{ ref('chosen') }}")
    project.model("counted", "select count(*) as things from {{ ref('passing') }}")
    assert project.built() == {"counted"}
    assert project.built() == set()
    project.sql("insert into raw.things values (3)")
    assert {"chosen", "counted"} <= project.built()
    assert project.sql("select things from made.counted") == [(3,)]


@pytest.mark.slow
def test_a_warehouse_file_that_was_renamed_holds_the_same_tables(project, tmp_path, monkeypatch):
    Path(os.environ["FOLIO_DB"]).rename(tmp_path / "renamed.duckdb")
    monkeypatch.setenv("FOLIO_DB", str(tmp_path / "renamed.duckdb"))
    assert project.built() == {"shown"}  # a view names the file
    monkeypatch.setenv("FOLIO_DB", str(tmp_path / "another.duckdb"))
    project.sql("create schema raw; create table raw.things as select 7 as thing")
    assert project.built() == ALL
