"""What ids say of a core and its extensions, held against the same counts made of Python's own sets."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from dwca_harness import extension, folder, meta

from ingest import dwca
from ingest.dwca import star


def counted(core: Sequence[str], media: Sequence[str]) -> list[list[int | None]]:
    """Rows without an id, beyond the first of an id, without a core row: of the core, and of its extension."""
    known = [one for one in core if one]
    orphans = sum(1 for one in media if one and one not in known)
    return [[core.count(""), len(known) - len(set(known)), None], [media.count(""), None, orphans]]


def found(where: Path, core: Sequence[str], media: Sequence[str]) -> list[list[int | None]]:
    archive = folder(
        where,
        {
            "meta.xml": meta(extensions=extension("media.txt")),
            "occurrence.txt": "id\tname\tl\tc\n" + "".join(f"{one}\tx\ty\tz\n" for one in core),
            "media.txt": "id\ttitle\n" + "".join(f"{one}\tx\n" for one in media),
        },
    )
    report = dwca.land("birds", str(archive))
    names = ("rows_without_id", "rows_duplicate_id", "rows_orphan")
    return [[row[name] for name in names] for row in report]


@pytest.mark.parametrize("dealt", [5, 40, 1_000_000])
def test_the_counts_are_the_same_however_the_hashes_are_dealt(tmp_path, monkeypatch, dealt):
    monkeypatch.setattr(star, "_DEALT", dealt)
    draw = random.Random(dealt)
    for number in range(6):
        ids = [f"urn:{one}" for one in range(draw.choice([3, 200]))] + ["", "ñ"]
        core = draw.choices(ids, k=draw.choice([1, 150])) if number % 2 else draw.sample(ids, len(ids) // 2)
        media = draw.choices(ids, k=draw.choice([1, 250]))
        assert found(tmp_path / str(number), core, media) == counted(core, media), (core, media)


def test_a_core_of_no_ids_knows_none(tmp_path, monkeypatch):
    monkeypatch.setattr(star, "_DEALT", 2)
    core, media = ["", "", ""], ["a", "b", "", "a"]
    assert found(tmp_path / "birds", core, media) == counted(core, media) == [[3, 0, None], [1, None, 3]]


def test_the_hashes_lie_in_a_folder_of_any_name(tmp_path, monkeypatch):
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "it's [a] *home? {b}" / "id=7" / "hash=1"))
    assert found(tmp_path / "birds", ["a", "a"], ["a", "b"]) == counted(["a", "a"], ["a", "b"])


def test_nothing_of_the_hashes_stays(tmp_path):
    found(tmp_path / "birds", ["a"], ["a", "b"])
    assert not list(tmp_path.rglob("*_ids-*"))


@pytest.mark.parametrize("name", ["hash", "Share", "met"])
def test_a_column_may_be_called_as_what_is_counted(tmp_path, name):
    term = f'<field index="1" term="http://example.org/terms/{name}"/>'
    archive = folder(
        tmp_path / "birds",
        {
            "meta.xml": meta(
                fields=term,
                extensions=extension("media.txt").replace(
                    "http://purl.org/dc/terms/title", f"http://example.org/{name}"
                ),
            ),
            "occurrence.txt": f"id\t{name}\na\t7\nb\t8\nb\t9\n",
            "media.txt": f"id\t{name}\na\t7\nc\t8\n",
        },
    )
    core, media = dwca.land("birds", str(archive))
    assert (core["rows_duplicate_id"], media["rows_orphan"]) == (1, 1)


def test_a_core_of_several_files_is_one_core(tmp_path, monkeypatch):
    monkeypatch.setattr(star, "_DEALT", 2)
    archive = folder(
        tmp_path / "birds",
        {
            "meta.xml": meta(location=["one.txt", "two.txt"], extensions=extension("media.txt")),
            "one.txt": "id\tname\tl\tc\na\tx\ty\tz\nb\tx\ty\tz\n",
            "two.txt": "id\tname\tl\tc\na\tx\ty\tz\nc\tx\ty\tz\n",
            "media.txt": "id\ttitle\na\tx\nc\tx\nd\tx\n",
        },
    )
    core, media = dwca.land("birds", str(archive))
    assert (core["rows_duplicate_id"], core["rows_without_id"], media["rows_orphan"]) == (1, 0, 1)


def test_of_a_core_without_ids_nothing_is_counted(tmp_path):
    """It can have no extension, for that must name the core's id."""
    archive = folder(
        tmp_path / "birds",
        {
            "meta.xml": meta(identity=""),
            "occurrence.txt": "id\tname\tl\tc\na\tx\ty\tz\na\tx\ty\tz\n",
        },
    )
    (core,) = dwca.land("birds", str(archive))
    assert [core[name] for name in ("rows_duplicate_id", "rows_without_id", "rows_orphan")] == [None, None, None]
