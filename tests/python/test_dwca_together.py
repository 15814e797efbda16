"""The files of an archive side by side: the same tables as one after another, and one failure ends all."""

import itertools
import threading
import time
from pathlib import Path

import duckdb
import pytest
from dwca_harness import extension, folder, meta

from ingest import dwca, landing
from ingest.dwca import roads, together
from ingest.errors import FormatError, LandingError
from ingest.landing.part import Part

CORE = "id\tname\tl\tc\n" + "".join(f"{n}\tsparrow {n}\tx\ty\n" for n in range(5_000))
MEDIA = "id\ttitle\n" + "".join(f"{n % 7_000}\tpicture {n % 3_000}\n" for n in range(9_000))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return folder(
        tmp_path / "birds",
        {"meta.xml": meta(extensions=extension("media.txt")), "occurrence.txt": CORE, "media.txt": MEDIA},
    )


def rows(name: str) -> list[tuple[object, ...]]:
    committed = landing.latest(name)
    assert committed is not None
    names = ", ".join(f'"{column}"' for column, _ in committed.columns)
    return duckdb.sql(f"select _row, {names} from ({committed.select()}) order by _row").fetchall()


def counts(report: list[dict[str, object]]) -> list[object]:
    names = ("rows_read", "rows_landed", "rows_orphan", "rows_duplicate_id", "rows_without_id")
    return [(row["table_name"], *(row[name] for name in names)) for row in report]


def test_side_by_side_gives_what_one_after_another_gives(archive, monkeypatch):
    monkeypatch.setenv("FOLIO_THREADS", "2")
    seen = []
    land = roads.land_file
    monkeypatch.setattr(together, "land_file", lambda *args: seen.append(args[2].files) or land(*args))
    report = dwca.land("birds", str(archive))
    assert seen == [2, 2]
    side_by_side = rows("birds_occurrence"), rows("birds_media")
    monkeypatch.setenv("FOLIO_THREADS", "1")
    assert counts(dwca.land("birds", str(archive))) == counts(report)
    assert seen[2:] == [1, 1]
    assert (rows("birds_occurrence"), rows("birds_media")) == side_by_side
    assert counts(report)[1] == ("birds_media", 9_000, 9_000, 2_000, None, 0)


def test_a_file_that_is_most_of_all_has_all_cores():
    assert together._parallel([100, 90]) == 2
    assert together._parallel([100, 10]) == 1
    assert together._parallel([]) == 1


def test_little_memory_is_not_shared(archive, monkeypatch):
    monkeypatch.setenv("FOLIO_THREADS", "2")
    monkeypatch.setenv("FOLIO_MEMORY_LIMIT", "500MB")
    with landing.begin("birds", origin="here", kind="dwca") as load:
        load.table("birds_a", [landing.Column("a")])
        assert load.room(384 << 20) == 1
        assert load.room(100 << 20) == 2


def test_shares_are_shares(monkeypatch):
    monkeypatch.setenv("FOLIO_THREADS", "4")
    monkeypatch.setenv("FOLIO_MEMORY_LIMIT", "1GB")
    with landing.begin("birds", origin="here", kind="dwca") as load:
        load.table("birds_a", [landing.Column("a")])
        with load.connection(beside=2) as con:
            said = con.execute("select current_setting('threads'), current_setting('memory_limit')").fetchone()
    assert said is not None
    assert said[0] == 2
    assert said[1].startswith("476.")


@pytest.mark.parametrize("bad", ["occurrence.txt", "media.txt"])
def test_one_failure_ends_all_and_nothing_is_landed(archive, monkeypatch, bad):
    monkeypatch.setenv("FOLIO_THREADS", "2")
    land = roads.land_file
    ended, both = threading.Event(), threading.Barrier(2, timeout=30)

    def slow_or_broken(table, job, company):
        both.wait()
        if job.name == bad:
            raise FormatError("it is broken")
        try:
            chunks = itertools.chain(job.container.open(job.name), itertools.repeat(b"5\tsparrow\tx\ty\n"))  # endless
            monkeypatch.setattr(job.container, "open", lambda name: chunks)
            land(table, job, company)
        except roads.Ended:
            ended.set()
            raise

    monkeypatch.setattr(together, "land_file", slow_or_broken)
    began = time.monotonic()
    with pytest.raises(FormatError, match="it is broken"):
        dwca.land("birds", str(archive))
    assert ended.wait(1)
    assert time.monotonic() - began < 30
    assert landing.latest("birds_occurrence") is None
    monkeypatch.setattr(together, "land_file", land)
    assert len(dwca.land("birds", str(archive))) == 2


def test_rows_that_repeat_have_the_same_hashes_and_no_others(archive):
    dwca.land("birds", str(archive))
    committed = landing.latest("birds_media")
    assert committed is not None
    table = f"({committed.select()})"
    by_hash = f"select min(_row) as row, count(*) as n from {table} group by _row_hash, _row_hash_2"
    by_text = f"select min(_row) as row, count(*) as n from {table} group by id, title"
    assert (
        duckdb.sql(f"from ({by_hash}) order by row").fetchall()
        == duckdb.sql(f"from ({by_text}) order by row").fetchall()
    )
    assert not landing.latest("birds_occurrence").hashed


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b", None), ("a", None, "b")), (("ab", "c", "d"), ("a", "bc", "d")), (("", "a", "b"), ("a", "", "b"))],
)
def test_hashes_tell_cells_apart(tmp_path, one, other):
    lines = ["\t".join(cell or "" for cell in row) for row in (one, other, one)]
    path = tmp_path / "f.tsv"
    path.write_text("x\ty\tz\n" + "\n".join(lines) + "\n")
    dwca.land("demo", tables={"f": str(path)})
    table = landing.latest("demo_f")
    assert table is not None
    first, second, third = duckdb.sql(f"select _row_hash, _row_hash_2 from ({table.select()}) order by _row").fetchall()
    assert first == third
    assert first != second


def test_ids_that_are_there_twice_are_counted_by_their_text(tmp_path):
    names = ["a", "a", "b", "c", "c", "c", ""]
    core = "id\tname\tl\tc\n" + "".join(f"{name}\tx\ty\tz\n" for name in names)
    (row,) = dwca.land("birds", str(folder(tmp_path / "b", {"meta.xml": meta(), "occurrence.txt": core})))
    assert (row["rows_duplicate_id"], row["rows_without_id"]) == (3, 1)


def test_a_table_of_no_rows_has_its_hashes(tmp_path):
    path = tmp_path / "f.tsv"
    path.write_text("x\ty\n")
    dwca.land("demo", tables={"f": str(path)})
    table = landing.latest("demo_f")
    assert table is not None
    assert duckdb.sql(f"select count(*), count(_row_hash) from ({table.select()})").fetchall() == [(0, 0)]


def test_counts_that_do_not_meet_are_no_load(archive, monkeypatch):
    add = Part.add
    monkeypatch.setattr(Part, "add", lambda self, rows: add(self, rows.slice(1)))
    with pytest.raises(LandingError, match="nothing was kept"):
        dwca.land("birds", str(archive))
    assert landing.latest("birds_occurrence") is None


@pytest.mark.parametrize("threads", ["1", "2"])
def test_rows_that_do_not_fit_the_memory_are_landed(tmp_path, monkeypatch, threads):
    monkeypatch.setenv("FOLIO_THREADS", threads)
    monkeypatch.setenv("FOLIO_MEMORY_LIMIT", "800MB")
    wide = ("x" * 9_000).join(["", "\n"])
    core = "id\tname\tl\tc\n" + "".join(f"{n}\t{n}{wide}" for n in range(30_000))
    media = "id\ttitle\n" + "".join(f"{n}\t{n}{wide}" for n in range(30_000))
    archive = folder(
        tmp_path / "b", {"meta.xml": meta(extensions=extension("m.txt")), "occurrence.txt": core, "m.txt": media}
    )
    assert [row["rows_landed"] for row in dwca.land("birds", str(archive))] == [30_000, 30_000]


def test_engines_do_not_spill_into_each_others_files():
    with landing.begin("birds", origin="here", kind="dwca") as load:
        load.table("birds_a", [landing.Column("a")])
        found = set()
        for _ in range(2):
            con = load.connection(beside=2)
            found |= set(con.execute("select current_setting('temp_directory')").fetchall())
    assert len(found) == 2
