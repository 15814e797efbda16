"""Each broken file of fixtures/dwca, what comes of it, and that it comes down either road."""

import json
from functools import partial
from typing import Any

import duckdb
import pytest
from conftest import ROOT

from ingest import dwca, landing
from ingest.dwca import roads, together
from ingest.errors import FolioError

FIXTURES = ROOT / "fixtures" / "dwca"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))
REFUSED = {name: case for name, case in EXPECTED.items() if "refused" in case}
LANDED = {name: case for name, case in EXPECTED.items() if "tables" in case}


def test_every_fixture_is_expected() -> None:
    found = {path.name for path in FIXTURES.iterdir()} - {"expected.json", ".gitattributes"}
    assert found == set(EXPECTED)
    assert len(REFUSED) + len(LANDED) == len(EXPECTED)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(FolioError) as caught:
        dwca.land("trial", str(FIXTURES / name))
    message = str(caught.value)
    assert REFUSED[name]["refused"] in message
    assert name in message or "meta.xml" in message, "the message must name the file"
    assert "\n" not in message
    assert "root:" not in message, "nothing of a file outside may be in a message"
    assert landing.latest("trial_occurrence") is None


@pytest.mark.parametrize(
    "careful", [pytest.param(False, id="fast"), pytest.param(True, id="careful", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("name", LANDED)
def test_landed(name: str, careful: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "land_file", partial(roads.land_file, careful=careful))
    report = {row["table_name"]: row for row in dwca.land("trial", str(FIXTURES / name))}
    expected = LANDED[name]["tables"]
    assert set(report) == {f"trial_{table}" for table in expected}
    for table, want in expected.items():
        check_table(report[f"trial_{table}"], want)


def check_table(row: dict[str, Any], want: dict[str, Any]) -> None:
    """The ledger's row of a table, its columns, its rows and its rejects, as a fixture expects them."""
    committed = landing.latest(row["table_name"])
    assert committed is not None
    names = [name for name, _ in committed.columns]
    quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    rows = duckdb.sql(f"select {quoted} from ({committed.select()}) order by _row").fetchall()
    assert [list(found) for found in rows] == want["rows"]
    assert names == want.get("columns", names)
    assert row["rows_landed"] == len(want["rows"])
    assert row["rows_rejected"] == len(want["rejects"])
    assert row["rows_read"] == row["rows_landed"] + row["rows_rejected"]
    assert row["rows_short"] == want["short"]
    if "star" in want:
        assert [row["rows_without_id"], row["rows_duplicate_id"], row["rows_orphan"]] == want["star"]
    if "row_type" in want:
        assert row["row_type"] == want["row_type"]
    for warning in want.get("warnings", []):
        assert warning in (row["warnings"] or "")
    folder = landing.home() / "landing" / "trial" / row["load_id"]
    mine = f"where table_name = '{row['table_name']}'"
    rejects = duckdb.sql(
        f"select line_number, reason, line from read_parquet('{folder}/_rejects.parquet') {mine} order by 1"
    ).fetchall()
    assert [list(found) for found in rejects] == want["rejects"]
    if "terms" in want:
        terms = duckdb.sql(f"select term from read_parquet('{folder}/_load_columns.parquet') {mine} order by position")
        assert [term for (term,) in terms.fetchall()] == want["terms"]
