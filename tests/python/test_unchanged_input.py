"""A file that was landed before, and is unchanged, is recognised by its hash, and said; nothing is landed twice."""

import json
from pathlib import Path

import pytest
from dwca_harness import meta

from ingest import landing
from ingest.landing import again
from replica.nmnh import tarballs

HEADER = "id\tcolour\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    import zipfile

    path = tmp_path / "birds.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("meta.xml", meta())
        made.writestr("occurrence.txt", HEADER + "1\tred\n2\tblue\n")
    return path


def loads(sql):
    return [row[0] for row in sql("select distinct load_id from raw.loads order by load_id")]


def test_an_archive_is_landed_once(archive, ingest, sql):
    first = ingest("dwca", "birds", str(archive))
    second = ingest("dwca", "birds", str(archive))
    assert (first.status, second.status) == (0, 0)
    assert "unchanged" not in first.err
    assert "birds is unchanged since the load of" in second.err
    assert "--again" in second.err
    assert len(loads(sql)) == 1
    assert not list((landing.home() / "landing" / "_staging").rglob("*.parquet"))


def test_again_lands_it_all_the_same(archive, ingest, sql):
    ingest("dwca", "birds", str(archive))
    assert ingest("dwca", "birds", str(archive), "--again").status == 0
    assert len(loads(sql)) == 2


def test_a_program_is_told(archive, ingest):
    ingest("dwca", "birds", str(archive))
    (row,) = json.loads(ingest("dwca", "birds", str(archive), "--json").out)
    assert row["unchanged"] is True
    assert row["rows_landed"] == 2


def test_another_content_is_landed(archive, ingest, sql):
    ingest("dwca", "birds", str(archive))
    archive.write_bytes(archive.read_bytes().replace(b"blue", b"pink"))
    broken = ingest("dwca", "birds", str(archive))  # its checksum is wrong now
    assert broken.status == 1
    assert "unchanged" not in broken.err


def test_the_last_good_load_counts_not_the_failed_one_since(archive, ingest, sql):
    ingest("dwca", "birds", str(archive))
    good = archive.read_bytes()
    archive.write_bytes(good[:-30])
    assert ingest("dwca", "birds", str(archive)).status == 1
    archive.write_bytes(good)
    assert "unchanged" in ingest("dwca", "birds", str(archive)).err
    assert sql("select count(*) from raw.birds_occurrence") == [(2,)]


def test_the_same_bytes_from_elsewhere_are_landed(archive, ingest, sql, tmp_path):
    ingest("dwca", "birds", str(archive))
    copy = tmp_path / "copy.zip"
    copy.write_bytes(archive.read_bytes())
    assert "unchanged" not in ingest("dwca", "birds", str(copy)).err
    assert len(loads(sql)) == 2


def test_another_version_of_folio_reads_anew(archive, ingest, sql, monkeypatch):
    ingest("dwca", "birds", str(archive))
    monkeypatch.setattr(again, "VERSION", "99")
    from ingest import dwca

    dwca.land("birds", str(archive))
    assert len(loads(sql)) == 2


def test_what_was_pruned_by_hand_is_landed_again(archive, ingest, sql):
    ingest("dwca", "birds", str(archive))
    for path in (landing.home() / "landing" / "birds").rglob("birds_*.parquet"):
        path.unlink()
    assert "unchanged" not in ingest("dwca", "birds", str(archive)).err
    assert sql("select count(*) from raw.birds_occurrence") == [(2,)]


def test_a_warehouse_file_that_is_new_is_registered(archive, ingest, sql, tmp_path):
    ingest("dwca", "birds", str(archive))
    (tmp_path / "w.duckdb").unlink()
    ingest("dwca", "birds", str(archive))
    assert sql("select count(*) from raw.birds_occurrence") == [(2,)]


def test_bare_files_count_with_their_tables(tmp_path, ingest, sql):
    red, blue = tmp_path / "red.tsv", tmp_path / "blue.tsv"
    red.write_text(HEADER + "1\tred\n")
    blue.write_text(HEADER + "1\tblue\n")
    ingest("dwca", "b", "--table", f"x={red}", "--table", f"y={blue}")
    assert "unchanged" in ingest("dwca", "b", "--table", f"x={red}", "--table", f"y={blue}").err
    assert "unchanged" not in ingest("dwca", "b", "--table", f"x={red}", "--table", f"z={blue}").err
    assert len(loads(sql)) == 2


def test_label_sets_are_landed_once(tmp_path, ingest, sql):
    path = tmp_path / "stained.tar.gz"
    tarballs.write(path, "stained", [])
    given = ("tarball", "figshare", f"stained={path}")
    ingest(*given)
    assert "unchanged" in ingest(*given).err
    assert len(loads(sql)) == 1
    assert sql("select distinct origin like 'replica %' from raw.loads") == [(True,)]


def test_an_older_ledger_lacks_a_column(archive, ingest, sql):
    import duckdb

    ingest("dwca", "birds", str(archive))
    (ledger,) = (landing.home() / "landing" / "_loads").glob("*.parquet")
    duckdb.sql(f"copy (select * exclude (folio_version) from '{ledger}') to '{ledger}.new' (format parquet)")
    ledger.with_name(ledger.name + ".new").rename(ledger)
    assert "unchanged" not in ingest("dwca", "birds", str(archive)).err
    assert sql("select folio_version is null from raw.loads order by load_id") == [(True,), (False,)]
