"""The SHA-256 of what is landed: made once, when it is needed, and never of another file than the one that was read."""

import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest
from dwca_harness import extension, folder, meta

from ingest import digest, dwca
from ingest.dwca import roads, star, together
from ingest.errors import FormatError, SourceError
from ingest.landing import ledger

CORE = "id\tname\tl\tc\n" + "".join(f"{n}\tx\ty\tz\n" for n in range(200))
MEDIA = "id\ttitle\n" + "".join(f"{n}\tx\n" for n in range(200))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    files = {"meta.xml": meta(extensions=extension("media.txt")), "occurrence.txt": CORE, "media.txt": MEDIA}
    made = folder(tmp_path / "birds", files)
    return Path(shutil.make_archive(str(made), "zip", made))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the digest was made of, and what was landed, in their order."""
    seen: list[str] = []
    of_file, land_file = digest.of_file, roads.land_file

    def hashing(path: Path, address: str, algorithm: str = "sha256") -> str:
        seen.append("digest")
        return of_file(path, address, algorithm)

    def landing(table, job, *args, **options):
        seen.append("file")
        return land_file(table, job, *args, **options)

    monkeypatch.setattr(digest, "of_file", hashing)
    monkeypatch.setattr(together, "land_file", landing)
    return seen


@pytest.mark.parametrize("threads", ["1", "2"])
def test_a_first_load_does_not_wait_for_its_digest(archive, made, monkeypatch, threads):
    monkeypatch.setenv("FOLIO_THREADS", threads)
    report = dwca.land("birds", str(archive))
    assert sorted(made) == ["digest", "file", "file"]
    assert made[0] == "file"
    assert {row["sha256"] for row in report} == {hashlib.sha256(archive.read_bytes()).hexdigest()}


def test_what_was_landed_before_is_asked_before_it_is_read(archive, made):
    dwca.land("birds", str(archive))
    made.clear()
    assert dwca.land("birds", str(archive))[0]["unchanged"]
    assert made == ["digest"]
    made.clear()
    archive.write_bytes(archive.read_bytes() + b"\0")
    assert "unchanged" not in dwca.land("birds", str(archive))[0]
    assert (made[0], sorted(made)) == ("digest", ["digest", "file", "file"])


@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("before", [False, True])
def test_a_file_that_changes_while_it_is_read_is_no_load(archive, monkeypatch, threads, before):
    """Its digest would be another file's, and that one would be taken for landed; whenever the digest was made."""
    if before:
        dwca.land("birds", str(archive))
        archive.write_bytes(archive.read_bytes() + b"\0")
    stood = [table.load_id for table in ledger.committed()]
    monkeypatch.setenv("FOLIO_THREADS", threads)
    check = star.check

    def growing(*tables):
        with archive.open("ab") as file:
            file.write(b"more")
        check(*tables)

    monkeypatch.setattr(star, "check", growing)
    with pytest.raises(SourceError, match=r"birds\.zip changed while it was read; land it again"):
        dwca.land("birds", str(archive))
    assert [table.load_id for table in ledger.committed()] == stood


def test_a_path_that_cannot_be_looked_at_is_said(tmp_path):
    with pytest.raises(SourceError, match=r"^cannot read .*File name too long"):
        dwca.land("birds", str(tmp_path / ("a" * 300)))


def test_a_digest_that_is_interrupted_leaves_the_row_of_what_failed(tmp_path, monkeypatch):
    path = tmp_path / "birds.tsv"
    path.write_bytes(b"id\tname\n" + b"a\tb\tc\td\n" * 3)

    def interrupted(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(digest, "of_file", interrupted)
    with pytest.raises(FormatError):
        dwca.land("birds", tables={"sheets": str(path)})
    (found,) = duckdb.sql(
        f"select distinct status, sha256, error not like '%interrupted%' from ({ledger.loads_sql()})"
    ).fetchall()
    assert found == ("failed", None, True)


def test_a_replaced_file_of_the_same_size_is_another(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"one")
    later = digest.Later(path, "a.zip")
    (tmp_path / "b.zip").write_bytes(b"two")
    (tmp_path / "b.zip").replace(path)
    with pytest.raises(SourceError, match=r"^a\.zip changed while it was read"):
        later()
    path.unlink()
    with pytest.raises(SourceError, match=r"^cannot read a\.zip: No such file"):
        later()


def test_a_load_that_failed_says_which_bytes_it_was(tmp_path):
    path = tmp_path / "birds.tsv"
    path.write_bytes(b"id\tname\n" + b"a\tb\tc\td\n" * 3)
    with pytest.raises(FormatError):
        dwca.land("birds", tables={"sheets": str(path)})
    found = duckdb.sql(f"select distinct status, sha256 from ({ledger.loads_sql()})").fetchall()
    assert found == [("failed", hashlib.sha256(path.read_bytes()).hexdigest())]


def test_several_files_have_one_digest(tmp_path):
    paths = {}
    for name in ("a", "b"):
        path = tmp_path / f"{name}.tsv"
        path.write_text(f"id\tname\n1\t{name}\n")
        paths[name] = str(path)
    report = dwca.land("birds", tables=paths)
    own = [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in paths.values()]
    assert {row["sha256"] for row in report} == {hashlib.sha256("".join(own).encode()).hexdigest()}
    assert digest.of_all(own[:1]) == own[0]
