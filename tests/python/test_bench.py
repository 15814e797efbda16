"""The benchmark's own measures: they must tell what is so, or its tables are worth nothing. No time is asserted."""

import gzip
import json
import os
import re
import sys
import time
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT

from bench import compare, memory, show
from bench.data import gzip_member
from bench.measure import Run, measure, together
from bench.parts.peers import judge
from bench.results import Check, Goal, Part, Results, peak, seconds, wall

MB = 1 << 20
FAST = Run("fast", 2.0, 3.0, 300 * MB)
SLOW = Run("slow", 8.0, 8.0, 1200 * MB)
HEADER = ("barcode", "id", "locality")

linux = pytest.mark.skipif(not memory.measurable(), reason="this system does not tell the PSS of processes")


def python(tmp_path: Path, code: str, patience: float = 60.0) -> Run:
    return measure("child", [sys.executable, "-c", code], {}, tmp_path / "said.out", patience)


def results(*parts: Part, scale: float = 1.0) -> Results:
    return Results(scale, 1, "today", "abc", {"CPU": "one"}, {"Python": "3"}, {}, parts)


# what is measured


@linux
def test_the_memory_of_a_child_is_what_it_allocates(tmp_path):
    run = python(tmp_path, f"import time; held = b'x' * {200 * MB}; time.sleep(1)")
    assert run.ok
    assert 200 * MB < run.peak < 240 * MB
    assert run.samples > 1


@linux
def test_the_memory_of_all_processes_is_added_up(tmp_path):
    child = f"import time; held = b'x' * {100 * MB}; time.sleep(1)"
    run = python(
        tmp_path, f"import subprocess, sys; held = b'x' * {100 * MB}; subprocess.run([sys.executable, '-c', {child!r}])"
    )
    assert 200 * MB < run.peak < 260 * MB


@linux
def test_memory_that_processes_share_is_counted_once(tmp_path):
    run = python(tmp_path, f"import os, time; held = b'x' * {200 * MB}; os.fork(); time.sleep(1)")
    assert 200 * MB < run.peak < 260 * MB


def test_the_processor_time_of_a_childs_children_counts(tmp_path):
    burn = "import time; began = time.process_time()\nwhile time.process_time() - began < 0.3: pass"
    run = python(tmp_path, f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])")
    assert run.cpu >= 0.3


def test_a_command_that_fails_says_why(tmp_path):
    run = python(tmp_path, "import sys; print('half'); sys.exit('no such archive')")
    assert (run.ok, run.status, run.out, run.said) == (False, 1, "half\n", "exit 1: no such archive")


def test_of_many_lines_the_ones_that_name_what_failed_are_said(tmp_path):
    lines = ["Failure in test one (a.yml)", "Got 1 result", "\x1b[31mError in model two\x1b[0m", "Done."]
    run = python(tmp_path, f"import sys; print({chr(10).join(lines)!r}); sys.exit(1)")
    assert run.said == "exit 1: Failure in test one (a.yml); Error in model two"


def test_patience_ends_a_command_and_what_it_started(tmp_path):
    told = tmp_path / "grandchild"
    child = f"import os, pathlib, time; pathlib.Path({str(told)!r}).write_text(str(os.getpid())); time.sleep(60)"
    run = python(tmp_path, f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])", patience=6)
    assert (run.status, run.said) == (None, "ended after 6 s")
    with pytest.raises(ProcessLookupError):
        _gone(int(told.read_text()))


def _gone(process: int) -> None:
    """Raises ProcessLookupError where no such process runs; one that waits for its parent to notice is gone, too."""
    for _ in range(100):
        os.kill(process, 0)
        if memory.measurable() and "\nState:\tZ" in Path(f"/proc/{process}/status").read_text():
            raise ProcessLookupError
        time.sleep(0.1)  # a busy machine takes its time to end a process


# what is made of it


def test_commands_in_turn_add_up_but_for_their_peak():
    both = together("both", [FAST, SLOW])
    assert (both.wall, both.cpu, both.peak, both.ok) == (10.0, 11.0, 1200 * MB, True)
    failed = together("both", [FAST, replace(SLOW, status=2)])
    assert (failed.ok, failed.status, failed.said) == (False, 2, "slow failed")


def test_a_goal_is_met_up_to_its_limit():
    assert (wall("", FAST, SLOW, 0.25).value, wall("", FAST, SLOW, 0.25).met) == (0.25, True)
    assert not wall("", FAST, SLOW, 0.2).met
    assert peak("", FAST, SLOW, 0.25).met
    assert seconds("", SLOW, 8).met
    assert not seconds("", SLOW, 7.9).met


@pytest.mark.parametrize("odd", [replace(FAST, status=1), replace(FAST, peak=None)])
def test_what_was_not_measured_meets_no_goal(odd):
    assert peak("", odd, SLOW, 1).met is None
    assert peak("", SLOW, odd, 1).met is None
    assert show.goal_row(peak("memory", odd, SLOW, 1), small=False) == ("memory", "", "at most 1", "not measured")


def test_a_goal_says_so_where_the_input_is_small():
    goal = Goal("wall", 0.6, 0.5)
    assert show.goal_row(goal, small=True)[-1] == "not met, at this size"
    assert show.goal_row(goal, small=False)[-1] == "not met"
    assert show.goal_row(replace(goal, sized=False), small=True)[-1] == "not met"


def test_both_files_hold_every_figure_and_not_what_commands_said():
    part = Part(
        "herbarium", "this and that", [replace(FAST, out="secret")], [Goal("g", 0.4, 0.5)], [Check("same", True)]
    )
    text, told = show.markdown(results(part)), json.loads(results(part).json())
    assert "| fast | 2.0 s | 3.0 s | 315 MB |  |" in text
    assert "| g | 0.40 | at most 0.5 | met |" in text
    assert "| same | yes |  |" in text
    assert told["parts"][0]["runs"][0]["wall"] == 2.0
    assert "secret" not in text + json.dumps(told)


def test_one_check_that_fails_fails_the_whole_and_a_missed_goal_does_not():
    missed = Part("a", "", [], [Goal("g", 2, 1)], [Check("same", True)])
    assert results(missed).holds
    assert not results(missed, Part("b", "", [], (), [Check("same", False)])).holds


# whether both sides came to the same


def test_a_planted_difference_is_found():
    mine = [HEADER, ("1", "a", "x"), ("2", "b", "y"), ("3", "c", "z")]
    theirs = [HEADER, ("1", "a", "x"), ("2", "b", "Y"), ("4", "d", "z")]
    found = {each.key: (each.what, each.columns) for each in compare.differences(mine, theirs, "barcode")}
    assert found == {"2": ("other values", ("locality",)), "3": ("missing", ()), "4": ("too many", ())}
    assert compare.equal("same", mine, list(mine)) == Check("same", True, "3 rows, 3 columns")
    assert compare.equal("same", mine, theirs) == Check("same", False, "3 and 3 rows; the first difference in line 3")
    assert not compare.equal("same", mine, mine[:-1]).holds
    assert not compare.equal("same", mine, [mine[0], mine[2], mine[1], mine[3]]).holds


@pytest.mark.parametrize("theirs", [[("barcode", "other", "locality")], [HEADER, ("1", "a", "x"), ("1", "b", "y")]])
def test_what_cannot_be_compared_row_by_row_is_refused(theirs):
    with pytest.raises(ValueError, match=r"differ|unique"):
        compare.differences([HEADER, ("1", "a", "x")], theirs, "barcode")


def test_a_count_that_is_missing_or_wrong_is_named():
    assert compare.counts("c", {"a": 1, "b": 2, "more": 3}, {"a": 1, "b": 2}).holds
    wrong = compare.counts("c", {"a": 1}, {"a": 2, "b": 2})
    assert not wrong.holds
    assert wrong.told == "a is 1, not 2; b is None, not 2"


def test_a_peer_is_judged_by_what_is_true():
    true = {"rows": 100, "providers": {"Botany": 90, "Birds": 10}, "barcodes": 50}
    assert judge(true, true) == "right"
    lost = {"rows": 50, "providers": {"Botany": 45, "Birds": 5}, "barcodes": 30}
    assert judge(lost, true) == "50 rows of 100, and no error: 50% lost; 2 of 2 providers miscounted; 30 barcodes of 50"
    assert judge({"refused": "Error: no"}, true) == "refused: Error: no"


# what is measured on


def test_the_gzip_file_is_the_archives_member(tmp_path):
    text = os.urandom(1000) * 5000
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first.txt", b"another")
        archive.writestr("media.txt", text)
    gzip_member(tmp_path / "a.zip", "media.txt", tmp_path / "media.txt.gz")
    with gzip.open(tmp_path / "media.txt.gz") as file:
        assert file.read() == text


def test_the_peers_lock_holds_its_group_with_hashes_and_no_address():
    lock = (ROOT / "bench" / "requirements.lock").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", lock)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["bench"]
    names = {re.match(r"[A-Za-z0-9_-]+", entry).group() for entry in wanted}
    assert names <= {entry.split("==")[0] for entry in entries}
