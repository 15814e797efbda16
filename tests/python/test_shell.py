"""`make sql`: DuckDB's command line on the warehouse, in a terminal and in a pipe."""

import os
import pty
import re
import select
import sys
import time

import duckdb
import pytest
from conftest import ROOT
from demo import Warehouse

from warehouse.shell import QUERIES, SCHEMAS


def in_terminal(demo: Warehouse, typed: bytes, answer: bytes = b"$^", **environment: str) -> str:
    """What a person sees who types `typed` once the prompt stands there, until the shell ends or shows `answer`."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.environ.update(demo.environment | {"TERM": "xterm-256color", "COLUMNS": "100"} | environment)
        os.execv(sys.executable, [sys.executable, "-m", "warehouse.shell"])
    seen, until = b"", time.monotonic() + 60
    try:
        while time.monotonic() < until:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    read = os.read(terminal, 65536)
                except OSError:  # the other end closed
                    break
                if b"\x1b[6n" in read:  # where is the cursor?
                    os.write(terminal, b"\x1b[1;1R")
                seen += read
                if re.search(answer, seen):
                    break
            elif typed and b"hints" in seen:
                os.write(terminal, typed)
                typed = b""
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    return seen.decode("utf-8", "replace")


def test_the_greeting_names_the_schemas_and_three_queries(demo):
    seen = in_terminal(demo, b"select 6 * 7 as answer;\r", rb"\b42\b")
    assert all(f" {schema} " in seen for schema in SCHEMAS)
    assert all(query in seen for query in QUERIES)
    assert len(QUERIES) == 3
    assert "SYNTHETIC" in seen
    assert re.search(r"\b42\b", seen)


def test_the_greetings_queries_run_and_find_rows(demo):
    with duckdb.connect(str(demo.file), read_only=True) as con:
        assert all(con.execute(query).fetchall() for query in QUERIES)
        found = {
            name for (name,) in con.execute("select distinct table_schema from information_schema.tables").fetchall()
        }
    assert found == set(SCHEMAS)


def test_a_pipe_gets_the_answer_and_no_greeting(demo):
    assert (
        demo.python("warehouse.shell", "-csv", "-noheader", "-c", "select count(*) > 0 from permits.permits")
        == "true\n"
    )


def test_nothing_can_be_written(demo):
    done = demo.run(sys.executable, "-m", "warehouse.shell", "-c", "create table permits.mine (a int)")
    assert done.returncode != 0
    assert "read-only" in done.stderr


def test_no_colour_where_none_is_wanted(demo):
    assert "\x1b[33m" not in in_terminal(demo, b".quit\r", NO_COLOR="1")


@pytest.mark.parametrize("held", [False, True])
def test_a_warehouse_that_cannot_be_opened_is_said_in_one_line(demo, tmp_path, held):
    file = tmp_path / "other.duckdb"
    if not held:
        done = demo.run(sys.executable, "-m", "warehouse.shell", FOLIO_DB=str(file))
        assert done.returncode == 1
        assert (
            done.stderr
            == "error: there is no warehouse other.duckdb yet: run `dbt build`, or `make warehouse` for the demo\n"
        )
        return
    with duckdb.connect(str(file)):
        seen = in_terminal(demo, b"", FOLIO_DB=str(file))
    assert "error: another program writes to other.duckdb now; try again when it has ended" in seen
