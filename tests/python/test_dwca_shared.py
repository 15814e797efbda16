"""The archives of ../shared: real ones, and those of public readers' test suites, against their truth."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from ingest import dwca
from ingest.errors import FolioError

REAL = ("py-gbif-results.zip", "io-archive-occ.zip", "io-plazi.zip", "gn-vascan.zip")


def truth(shared: Path) -> dict[str, dict[str, Any]]:
    return {case["name"]: case for case in json.loads((shared / "dwca" / "truth.json").read_text(encoding="utf-8"))}


def row_of(report: list[dict[str, Any]], file: dict[str, Any]) -> dict[str, Any]:
    """The ledger's row of a data file; a lone file is found whatever it is called."""
    named = [row for row in report if row["locations"].split("\n") == file["locations"]]
    (row,) = named or report
    return row


@pytest.mark.parametrize("name", REAL)
def test_real_archives_land_as_their_truth_says(name: str, shared: Path) -> None:
    report = dwca.land("gbif", str(shared / "dwca" / "archives" / name))
    files = truth(shared)[name]["files"]
    assert len(report) == len(files)
    for file in files:
        row = row_of(report, file)
        assert (row["rows_landed"], row["rows_rejected"], row["rows_short"], row["row_type"]) == (
            file["rows"],
            file["rejects"],
            file["short_rows"],
            file["row_type"],
        )


@pytest.mark.slow
def test_the_score(shared: Path) -> None:
    command = [sys.executable, str(shared / "dwca" / "score.py"), "--python", sys.executable, "-v"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "must: 128 of 128; should: 32 of 32"


@pytest.mark.slow
def test_what_the_stars_of_all_of_them_say(shared: Path) -> None:
    for name, case in truth(shared).items():
        try:
            report = dwca.land("trial", str(shared / "dwca" / "archives" / name))
        except FolioError:
            assert not case["ok"] or any(not other["ok"] for other in case["alternatives"]), name
            continue
        for file in case["files"]:
            row = row_of(report, file)
            counts = [row["rows_without_id"], row["rows_duplicate_id"], row["rows_orphan"]]
            assert counts == [file.get(count) for count in ("null_ids", "duplicate_ids", "orphan_rows")], name
