"""A long plain file is trusted to go on as it began; where it does not, it is begun again and nothing counts twice."""

from pathlib import Path

import duckdb
import pytest
from dwca_harness import DWC, folder, meta

from ingest import dwca, landing
from ingest.dwca import container, fast, roads, text

PLAIN = "".join(f"{number}\tsparrow {number}\there\tBo\n" for number in range(4_000))  # many small pieces


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every file is trusted from its first byte; what was trusted is listed."""
    monkeypatch.setattr(roads, "TRUSTED_AFTER", 0)
    monkeypatch.setattr(container, "PIECE", 1 << 14)
    monkeypatch.setattr(text, "HEAD", 1 << 12)
    trusted: list[bytes] = []
    trust = fast.Watch.trust
    monkeypatch.setattr(
        fast.Watch, "trust", lambda self, rest, chunk: trusted.append(chunk) or trust(self, rest, chunk)
    )
    return trusted


def land(tmp_path: Path, rows: str | bytes, **options: str) -> dict[str, object]:
    data = rows if isinstance(rows, bytes) else rows.encode()
    archive = folder(tmp_path / "birds", {"meta.xml": meta(**options), "occurrence.txt": b"id\tn\tl\tc\n" + data})
    (row,) = dwca.land("birds", str(archive))
    return row


def cells() -> list[tuple[str | None, ...]]:
    committed = landing.latest("birds_occurrence")
    assert committed is not None
    return duckdb.sql(
        f"select id, scientificName, locality, country from ({committed.select()}) order by _row"
    ).fetchall()


def test_a_plain_file_is_trusted(trusting, tmp_path):
    row = land(tmp_path, PLAIN)
    assert trusting[-1].endswith(b"3999\tsparrow 3999\there\tBo\n")
    assert row["rows_landed"] == 4_000
    assert cells()[3_999] == ("3999", "sparrow 3999", "here", "Bo")


def test_a_short_file_is_never_trusted(tmp_path, monkeypatch):
    monkeypatch.setattr(fast.Watch, "trust", None)
    assert land(tmp_path, PLAIN)["rows_landed"] == 4_000


@pytest.mark.parametrize(
    ("odd", "landed", "rejected", "short"),
    [
        (b"7\tshort\n", 4_001, 0, 1),
        (b"7\ttoo\tmany\tcells\there\n", 4_000, 1, 0),
        (b"7\tan empty one\tmore\tthan needed\t\n", 4_001, 0, 0),
        (b"7\tno \xff text\tx\ty\n", 4_000, 1, 0),
        (b"7\ta surrogate \xed\xa0\x80\tx\ty\n", 4_000, 1, 0),
        (b"\n", 4_000, 0, 0),
        (b"\n\n\n", 4_000, 0, 0),
        (b"7\ta \rCR\tx\ty\n", 4_001, 0, 0),
        (b"7\tCRLF\tx\ty\r\n", 4_001, 0, 0),
        (b"7\tthe \x01 sign\tx\ty\n", 4_001, 0, 0),
        (b'7\ta "lone quote\tx\ty\n', 4_001, 0, 0),
        (b"7\tNUL \x00\tx\ty\n", 4_001, 0, 0),
    ],
    ids=lambda value: repr(value)[:24] if isinstance(value, bytes) else None,
)
@pytest.mark.parametrize("at", ["first", "middle", "last"])
def test_what_is_odd_counts_as_if_each_row_was_looked_at(
    trusting, tmp_path, monkeypatch, odd, landed, rejected, short, at
):
    before = {"first": 0, "middle": 3_500, "last": 4_000}[at]
    lines = PLAIN.encode().splitlines(keepends=True)
    data = b"".join([*lines[:before], odd, *lines[before:]])
    row = land(tmp_path, data)
    assert (row["rows_landed"], row["rows_rejected"], row["rows_short"]) == (landed, rejected, short)
    assert row["rows_read"] == landed + rejected
    trusted = cells()
    rejects = list(rejected_lines())
    monkeypatch.setattr(roads, "TRUSTED_AFTER", 1 << 60)
    land(tmp_path / "again", data)
    assert cells() == trusted
    assert list(rejected_lines()) == rejects


def rejected_lines() -> list[tuple[object, ...]]:
    """Line and reason of the rejects of the newest load."""
    files = sorted((landing.home() / "landing" / "birds").glob("*/_rejects.parquet"))
    return duckdb.sql(f"select line_number, reason, line from '{files[-1]}' order by all").fetchall()


def test_a_file_that_is_begun_again_says_so_and_takes_its_rejects_back(trusting, tmp_path, capfd):
    lines = PLAIN.encode().splitlines(keepends=True)
    reject = b"7\ttoo\tmany\tcells\there\r\n"  # its CR sends the block to be looked at, so it is rejected at once
    row = land(tmp_path, b"".join([reject, *lines[:3_500], b"7\tshort\n", *lines[3_500:]]))
    assert (row["rows_landed"], row["rows_rejected"], row["rows_short"]) == (4_001, 1, 1)
    assert [line for line, *_ in rejected_lines()] == [2]
    assert "begun again" in capfd.readouterr().err
    committed = landing.latest("birds_occurrence")
    assert committed is not None
    kept = {path.name for path, _ in committed.parts}
    assert {path.name for path in committed.parts[0][0].parent.glob("birds_*.parquet")} == kept


def test_quotes_are_looked_at_wherever_they_are(trusting, tmp_path):
    quoted = '4000\t"two\nlines"\there\tBo\n'
    row = land(
        tmp_path,
        PLAIN + quoted + PLAIN,
        core='fieldsTerminatedBy="\\t" fieldsEnclosedBy="&quot;" ignoreHeaderLines="1"',
    )
    assert row["rows_landed"] == 8_001
    assert cells()[4_000] == ("4000", "two\nlines", "here", "Bo")


@pytest.mark.parametrize("missing", [1, 3])
def test_what_is_wrong_in_a_column_that_is_not_mapped_counts_too(trusting, tmp_path, missing):
    terms = ("scientificName", "locality", "country")
    fields = "".join(
        f'<field index="{index}" term="{DWC}{term}"/>' for index, term in enumerate(terms, start=1) if index != missing
    )
    lines = PLAIN.encode().splitlines(keepends=True)
    odd = b"7\tno \xff text\tno \xff text\tno \xff text\n"
    row = land(tmp_path, b"".join([*lines[:3_500], odd, *lines[3_500:]]), fields=fields)
    assert (row["rows_landed"], row["rows_rejected"]) == (4_000, 1)
    assert not trusting
