"""Label sets: listed as they are, unpacked never; what is not a whole tarball is refused in one line."""

import gzip
import io
import json
import os
import re
import tarfile
import tracemalloc

import pytest
import requests

import replica.server
from ingest import progress, tarball
from replica.faults import Fault


def tar_gz(path, *names, data=b"\xff\xd8", kinds=None, format=tarfile.PAX_FORMAT):
    with tarfile.open(path, "w:gz", format=format) as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.type = (kinds or {}).get(name, tarfile.REGTYPE)
            member.size = len(data) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(data))
    return path


def members(sql):
    names = "archive, member_path, member_type, size_bytes, position, _row"
    return sql(f"select {names} from raw.figshare_tar_members order by _row")


def test_members_land_in_order_from_both_sets(tmp_path, ingest, sql):
    stained = tar_gz(tmp_path / "s.tar.gz", "stained/", "stained/00000140.jpg", kinds={"stained/": tarfile.DIRTYPE})
    unstained = tar_gz(tmp_path / "u.tar.gz", "unstained/00000209.jpg", data=b"12345")
    ran = ingest("tarball", "figshare", f"stained={stained}", f"unstained={unstained}")
    assert ran.status == 0, ran.err
    assert members(sql) == [
        ("stained", "stained", "directory", 0, 1, 1),
        ("stained", "stained/00000140.jpg", "file", 2, 2, 2),
        ("unstained", "unstained/00000209.jpg", "file", 5, 1, 3),
    ]
    assert "figshare_tar_members" in ran.out


HOSTILE = [
    "/etc/passwd",
    "../../evil.jpg",
    "a/../../b.jpg",
    "C:\\x.jpg",
    "stained/a\nb.jpg",
    "stained/ñ'\".jpg",
    "x" * 300,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_odd_names_are_rows_and_never_files(tmp_path, ingest, sql, name):
    path = tar_gz(tmp_path / "s.tar.gz", name)
    before = {p for p in tmp_path.rglob("*") if "data" not in p.parts}
    assert ingest("tarball", "figshare", f"stained={path}").status == 0
    assert members(sql) == [("stained", name, "file", 2, 1, 1)]
    written = {p for p in tmp_path.rglob("*") if "data" not in p.parts} - before
    assert {p.name for p in written} <= {"w.duckdb", "w.duckdb.wal", "landing"}


def test_a_name_that_is_not_utf8_stays_readable(tmp_path, ingest, sql):
    path = tmp_path / "s.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.GNU_FORMAT, encoding="latin-1") as tar:
        tar.addfile(tarfile.TarInfo("stained/ñ.jpg"))
    assert ingest("tarball", "figshare", f"stained={path}").status == 0
    assert members(sql)[0][1] == "stained/\\xf1.jpg"


def test_links_and_devices_are_named_not_followed(tmp_path, ingest, sql):
    kinds = {"a": tarfile.SYMTYPE, "b": tarfile.LNKTYPE, "c": tarfile.CHRTYPE, "d": tarfile.FIFOTYPE}
    path = tar_gz(tmp_path / "s.tar.gz", *kinds, kinds=kinds)
    assert ingest("tarball", "figshare", f"stained={path}").status == 0
    assert [row[2] for row in members(sql)] == ["symbolic link", "hard link", "character device", "fifo"]


def broken(tmp_path):
    whole = tar_gz(tmp_path / "whole.tar.gz", *[f"stained/{n:08}.jpg" for n in range(400)], data=bytes(range(256)) * 9)
    content = whole.read_bytes()
    plain = gzip.decompress(content)
    return {
        "not gzip": (b"PK\x03\x04 this is a zip", "is not gzip'd"),
        "no bytes": (b"", "is not gzip'd"),
        "truncated": (content[: len(content) // 2], "is cut off after"),
        "tail missing": (content[:-4], "is cut off after 400 members"),
        "bad checksum": (content[:-8] + b"\0\0\0\0" + content[-4:], "is damaged after 400 members"),
        "bits flipped": (content[:3000] + b"\xff\xff\xff" + content[3003:], "is damaged|is cut off"),
        "not a tar": (gzip.compress(b"hello" * 500), "holds no tar archive"),
        "no members": (gzip.compress(bytes(10240)), "is an empty archive"),
        "tar cut inside gzip": (gzip.compress(plain[: 512 * 3 + 100]), "is damaged after"),
    }


DEFECTS = [
    "not gzip",
    "no bytes",
    "truncated",
    "tail missing",
    "bad checksum",
    "bits flipped",
    "not a tar",
    "no members",
    "tar cut inside gzip",
]


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_broken_tarball_is_refused_and_the_last_load_stands(tmp_path, ingest, sql, defect):
    good = tar_gz(tmp_path / "good.tar.gz", "stained/00000140.jpg")
    assert ingest("tarball", "figshare", f"stained={good}").status == 0
    content, words = broken(tmp_path)[defect]
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(content)
    ran = ingest("tarball", "figshare", f"stained={bad}")
    assert ran.status == 1
    assert str(bad) in ran.error
    assert re.search(words, ran.error), ran.error
    assert members(sql) == [("stained", "stained/00000140.jpg", "file", 2, 1, 1)]


def test_a_missing_file_is_named(tmp_path, ingest):
    ran = ingest("tarball", "figshare", f"stained={tmp_path / 'no.tar.gz'}")
    assert (ran.status, "No such file" in ran.error) == (1, True)


def test_bad_usage_is_status_2(ingest):
    assert ingest("tarball", "figshare", "stained").status == 2
    assert ingest("tarball").status == 2
    twice = ingest("tarball", "figshare", "stained=a.tar.gz", "stained=b.tar.gz")
    assert (twice.status, "'stained' is named twice" in twice.err) == (2, True)


@pytest.fixture
def published(tmp_path):
    """A served root with the two label sets, as the replica serves Figshare."""
    folder = tmp_path / "root" / "nmnh"
    folder.mkdir(parents=True)
    tar_gz(folder / "stained.tar.gz", *[f"stained/{n:08}.jpg" for n in range(3)], data=os.urandom(100_000))
    tar_gz(folder / "unstained.tar.gz", "unstained/00000209.jpg")
    return tmp_path / "root"


def articles(address):
    return [f"stained={address}/v2/articles/5423083", f"unstained={address}/v2/articles/5423098/files"]


def test_figshare_articles_are_resolved_checked_and_cited(published, ingest, sql):
    with replica.server.serve(published) as address:
        ran = ingest("tarball", "figshare", *articles(address))
    assert ran.status == 0, ran.err
    assert len(members(sql)) == 4
    assert sql("select count(*), bool_and(origin like 'replica http://127.0.0.1%') from raw.loads") == [(1, True)]
    rows = sql("select title, license, citation is not null, version from raw.datasets order by title")
    assert [row[1:] for row in rows] == [("https://creativecommons.org/publicdomain/zero/1.0/", True, "1")] * 2
    assert "SYNTHETIC stained" in rows[0][0]


def test_a_file_of_the_announced_md5_is_not_fetched_again(published, ingest):
    with replica.server.serve(published) as address:
        for _ in range(2):
            assert ingest("tarball", "figshare", *articles(address)).status == 0
        assert address.log.count("/files/") == 2


def test_a_file_of_another_md5_is_refused(published, ingest):
    with replica.server.serve(published) as address:
        files = requests.get(f"{address}/v2/articles/5423083/files", timeout=5).json()
        files[0]["computed_md5"] = "d41d8cd98f00b204e9800998ecf8427e"
        lie = Fault("5423083/files", status=200, body=json.dumps(files).encode())
        with replica.server.serve(published, faults=[lie]) as lying:
            ran = ingest("tarball", "figshare", f"stained={lying}/v2/articles/5423083")
        assert ran.status == 1
        assert "md5 is" in ran.error and "was announced" in ran.error
        assert ingest("tarball", "figshare", f"stained={address}/v2/articles/5423083").status == 0


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"[]", "holds no file, not one .tar.gz"),
        (b'[{"name": "a.csv"}]', "holds a.csv, not one .tar.gz"),
        (b'[{"name": "a.tar.gz"}]', "does not give download_url, computed_md5 and size"),
        (b'{"message": "x"}', "does not answer as Figshare's API does"),
        (b"<html>", "does not answer with JSON"),
        (b"\xff[]", "does not answer with JSON"),
    ],
)
def test_an_answer_that_is_not_figshares_is_said(published, ingest, answer, words):
    with replica.server.serve(published, faults=[Fault("/files$|/files[?]", status=200, body=answer)]) as address:
        ran = ingest("tarball", "figshare", f"stained={address}/v2/articles/5423083")
    assert (ran.status, words in ran.error) == (1, True), ran.error


def test_an_unknown_article_is_said(published, ingest):
    with replica.server.serve(published) as address:
        ran = ingest("tarball", "figshare", f"stained={address}/v2/articles/1")
    assert (ran.status, "answers 404" in ran.error) == (1, True)


def test_the_listing_keeps_no_headers(tmp_path):
    path = tar_gz(tmp_path / "s.tar.gz", *[f"stained/{n:08}.jpg" for n in range(20_000)], data=b"")
    label = tarball.Label("stained", path, str(path), "", synthetic=False)
    tracemalloc.start()
    with progress.task("listing") as tick:
        assert sum(1 for _ in tarball._members(label, tick, [])) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000, "20,000 kept headers would take 20 MB"
