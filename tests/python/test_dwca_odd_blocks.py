"""A block in which anything is odd takes the careful road, alone, and counts as if each row had been looked at."""

from pathlib import Path

import duckdb
import pytest
from dwca_harness import DWC, folder, meta

from ingest import dwca, landing
from ingest.dwca import archives, container, roads, text
from ingest.dwca.careful import Straightener

PLAIN = "".join(f"{number}\tsparrow {number}\there\tBo\n" for number in range(4_000))  # many small pieces


@pytest.fixture
def straightened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Blocks are small; those that take the careful road are listed."""
    monkeypatch.setattr(container, "PIECE", 1 << 14)
    monkeypatch.setattr(archives, "PIECE", 1 << 14)
    monkeypatch.setattr(text, "HEAD", 1 << 12)
    blocks: list[bytes] = []
    feed = Straightener.feed

    def listed(self, data, *, final):
        blocks.append(data)
        return feed(self, data, final=final)

    monkeypatch.setattr(Straightener, "feed", listed)
    return blocks


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


def test_a_plain_file_takes_the_fast_road_throughout(straightened, tmp_path):
    assert land(tmp_path, PLAIN)["rows_landed"] == 4_000
    assert cells()[3_999] == ("3999", "sparrow 3999", "here", "Bo")
    assert not straightened


def test_its_last_line_may_lack_an_end(straightened, tmp_path):
    assert land(tmp_path, PLAIN.removesuffix("\n"))["rows_landed"] == 4_000
    assert straightened == [b"3999\tsparrow 3999\there\tBo"]


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
        (b"\xef\xbb\xbf7\ta mark\tx\ty\n", 4_001, 0, 0),
        (b"7\tCR\r8\tx\ty\tz\n", 4_000, 1, 0),
        (b"7\tthe \x01 sign\tx\ty\n", 4_001, 0, 0),
        (b'7\ta "lone quote\tx\ty\n', 4_001, 0, 0),
        (b"7\tNUL \x00\tx\ty\n", 4_001, 0, 0),
    ],
    ids=lambda value: repr(value)[:24] if isinstance(value, bytes) else None,
)
@pytest.mark.parametrize("at", ["first", "middle", "last"])
def test_what_is_odd_counts_as_if_each_row_was_looked_at(
    straightened, tmp_path, monkeypatch, odd, landed, rejected, short, at
):
    before = {"first": 0, "middle": 3_500, "last": 4_000}[at]
    lines = PLAIN.encode().splitlines(keepends=True)
    data = b"".join([*lines[:before], odd, *lines[before:]])
    row = land(tmp_path, data)
    assert (row["rows_landed"], row["rows_rejected"], row["rows_short"]) == (landed, rejected, short)
    assert row["rows_read"] == landed + rejected
    found, rejects = cells(), rejected_lines()
    assert sum(map(len, straightened)) < 3 << 14
    monkeypatch.setattr(roads, "why_careful", lambda *_: "so that each row is looked at")
    land(tmp_path / "again", data)
    assert cells() == found
    assert rejected_lines() == rejects
    assert sum(map(len, straightened)) > len(PLAIN)


def rejected_lines() -> list[tuple[object, ...]]:
    """Line and reason of the rejects of the newest load."""
    files = sorted((landing.home() / "landing" / "birds").glob("*/_rejects.parquet"))
    return duckdb.sql(f"select line_number, reason, line from '{files[-1]}' order by all").fetchall()


def test_simple_quotes_take_the_fast_road(straightened, tmp_path):
    quoted = '4000\t"two\nlines"\there\tBo\n'
    row = land(
        tmp_path,
        PLAIN + quoted + PLAIN,
        core='fieldsTerminatedBy="\\t" fieldsEnclosedBy="&quot;" ignoreHeaderLines="1"',
    )
    assert row["rows_landed"] == 8_001
    assert cells()[4_000] == ("4000", "two\nlines", "here", "Bo")
    assert not straightened


def test_lines_are_numbered_over_blocks_of_any_kind(straightened, tmp_path):
    """Blank lines, lines within quotes, CRLF: where a reject stands is told by the file's own lines."""
    quoted, reject = '4000\t"two\nlines"\there\tBo\n', "7\ttoo\tmany\tcells\there\n"
    crlf = PLAIN.replace("\n", "\r\n")
    land(
        tmp_path,
        PLAIN + reject + quoted + PLAIN + reject + "\n\n" + PLAIN + reject + crlf + reject,
        core='fieldsTerminatedBy="\\t" fieldsEnclosedBy="&quot;" ignoreHeaderLines="1"',
    )
    assert [line for line, *_ in rejected_lines()] == [4_002, 8_005, 12_008, 16_009]


@pytest.mark.parametrize("missing", [1, 3])
def test_what_is_wrong_in_a_column_that_is_not_mapped_counts_too(straightened, tmp_path, missing):
    terms = ("scientificName", "locality", "country")
    fields = "".join(
        f'<field index="{index}" term="{DWC}{term}"/>' for index, term in enumerate(terms, start=1) if index != missing
    )
    lines = PLAIN.encode().splitlines(keepends=True)
    odd = b"7\tno \xff text\tno \xff text\tno \xff text\n"
    row = land(tmp_path, b"".join([*lines[:3_500], odd, *lines[3_500:]]), fields=fields)
    assert (row["rows_landed"], row["rows_rejected"]) == (4_000, 1)
    assert straightened
