"""What all commands share: --quiet and --json before and after the subcommand, and tables that fit the terminal."""

import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT, Ran
from demo import Warehouse
from test_progress import CODES, on_a_terminal

from ingest import landing
from ingest.errors import FormatError
from ingest.landing import Column

COMMANDS = [
    ("ingest",),
    *(("ingest", name) for name in ("tarball", "dwca", "wfs", "pages", "status", "prune")),
    ("warehouse",),
    *(("warehouse", name) for name in ("demo", "real", "figures")),
    ("docsite",),
    ("docsite", "build"),
    ("docsite", "serve"),
    ("exports",),
    ("report",),
]


@pytest.fixture
def landed(tmp_path) -> None:
    """A table with a rejected and a short row, that warned of something; and a source whose last load failed."""
    with landing.begin("demo", origin="replica", kind="dwca") as load:
        table = load.table("demo_a_table_with_a_rather_long_name", [Column("a")])
        table.rows_read = 1_234_567
        table.write([(str(number),) for number in range(3)])
        table.rows_read, table.rows_short = 4, 1
        table.reject(location="a.txt", line_number=2, reason="too many cells", line="x")
    with pytest.raises(FormatError), landing.begin("other", origin="here", kind="dwca"):
        raise FormatError("no archive")


def python(*arguments: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    return Ran(done)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_offers_silence_and_json(command):
    said = python(*command, "--help").out
    assert re.search(r"-q, --quiet +Say warnings and errors only\.", said)
    assert re.search(r"--json +Print JSON", said)


@pytest.mark.parametrize("arguments", [("status", "--json"), ("--json", "status"), ("-q", "status", "--json")])
def test_json_stands_before_or_after_the_subcommand(landed, ingest, arguments):
    rows = ingest(*arguments).json()
    assert [row["table_name"] for row in rows] == ["demo_a_table_with_a_rather_long_name", ""]


@pytest.mark.parametrize("arguments", [("status", "--quiet"), ("-q", "status")])
def test_a_quiet_status_says_what_is_wrong(landed, ingest, arguments):
    ran = ingest(*arguments)
    assert ran.out == ""
    assert re.fullmatch(r"warning: other: failed just now: no archive\n", ran.err)


def test_a_quiet_load_says_its_warnings_and_no_table(ingest, tmp_path):
    file = tmp_path / "plants.tsv"
    file.write_bytes("name\tplace\nCafé\tHere\n".encode("utf-16"))  # which no meta.xml says
    command = ("dwca", "mine", "--table", f"plants={file}")
    loud, quiet = ingest(*command), ingest(*command, "--again", "--quiet")
    warnings = [line for line in loud.err.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 1
    assert "mine_plants" in loud.out
    assert (quiet.out, quiet.err.splitlines()) == ("", warnings)


def test_what_short_and_rejected_mean_is_said_where_there_are_any(landed, ingest):
    out = ingest("status").out
    assert "short: landed, though with fewer cells" in out
    assert "from raw.rejects" in out


def test_piped_the_status_can_be_searched(landed, ingest):
    line = next(line for line in ingest("status", COLUMNS="40").out.splitlines() if "long_name" in line)
    assert line.split()[:4] == ["demo_a_table_with_a_rather_long_name", "3", "1", "1"]


@pytest.mark.parametrize("columns", [120, 80, 60, 40])
def test_the_status_fits_the_terminal(landed, columns):
    said = CODES.sub("", on_a_terminal("from ingest.cli import main\nmain()", columns, arguments=("status",)))
    assert "demo_a_table_with_a_rather_long_name" in said
    assert max(map(len, said.splitlines())) <= columns


def test_the_exports_for_programs_and_terminals(demo: Warehouse):
    assert json.loads(demo.python("docsite", "--help") and demo.python("exports", "--json"))["files"]
    assert demo.python("exports", "--quiet") == ""
