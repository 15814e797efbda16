"""The benchmark from its command line, on the least data that holds every trap."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


def bench(tmp_path: Path, *arguments: str, scale: str = "0.0005") -> tuple[int, str, dict]:
    folders = ["--data", str(tmp_path / "made"), "--results", str(tmp_path / "results"), "--scale", scale]
    command = [sys.executable, "-m", "bench", *folders, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True, check=False
    )
    written = list((tmp_path / "results").glob("*.json"))
    return done.returncode, done.stdout + done.stderr, json.loads(written[0].read_text()) if written else {}


def test_landing_is_measured_and_counted(tmp_path):
    status, said, told = bench(tmp_path, "--only", "landing")
    assert status == 0, said
    (part,) = told["parts"]
    assert part["name"] == "landing"
    assert {run["name"]: run["status"] for run in part["runs"]} == {"folio: land the archive": 0}
    assert all(check["holds"] for check in part["checks"])
    assert "every row is read" in said
    text = next((tmp_path / "results").glob("*.md")).read_text()
    assert str(tmp_path) not in text + json.dumps(told), "results name no folder of this machine"
    assert os.uname().nodename not in text


def test_data_is_made_once(tmp_path):
    first = bench(tmp_path, "--only", "landing")[1]
    again = bench(tmp_path, "--only", "landing")[1]
    assert "making the sources" in first
    assert "making the sources" not in again


def test_peers_that_are_not_installed_are_missed(tmp_path):
    status, said, told = bench(tmp_path, "--only", "peers")
    assert status == 1, said
    (part,) = told["parts"]
    assert [run["name"] for run in part["runs"]] == ["pandas as the notebook has it"]
    assert "lost" in part["runs"][0]["said"], "lone quotes are planted, and cost it rows"


@pytest.mark.parametrize("arguments", [["--only", "speed"], ["--scale", "0"], ["--growth", "much"]])
def test_bad_usage_is_told(tmp_path, arguments):
    status, said, _ = bench(tmp_path, *arguments)
    assert status == 2
    assert "Error" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_the_whole_of_it_comes_to_equal_and_true_results(tmp_path):
    # in less than a hundredth the few sheets without an image are too large a share for the models' tests
    status, said, told = bench(
        tmp_path, "--only", "herbarium,permits,sample,quotes,growth", "--growth", "1", scale="0.01"
    )
    assert status == 0, said
    parts = {part["name"]: part for part in told["parts"]}
    assert list(parts) == ["herbarium", "permits", "sample", "quotes", "growth"]
    assert all(check["holds"] for part in parts.values() for check in part["checks"])
    assert all(goal["value"] is not None for part in parts.values() for goal in part["goals"])
    assert parts["quotes"]["more"]["differences"], "lone quotes are planted, and cost the notebook sheets"
    assert all(row["because"] for row in parts["quotes"]["more"]["differences"])
