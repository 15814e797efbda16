"""The made-up herbarium: what truth.json says is in the files, the traps bite, the same seed gives the same bytes."""

import csv
import gzip
import hashlib
import itertools
import json
import re
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import nmnh_recount
import pandas as pd
import pytest
from conftest import ROOT
from lxml import etree

from replica.nmnh import bulk, lines
from replica.nmnh.command import make
from replica.nmnh.plan import plan
from replica.nmnh.sizes import sizes
from replica.nmnh.truth import truth

SCALE, SEED = 0.0005, 3
DATA = ("multimedia", "occurrence")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A small replica, and what it says is true."""
    out = tmp_path_factory.mktemp("nmnh")
    make(out, SCALE, SEED, bare=True)
    return out, json.loads((out / "truth.json").read_text(encoding="utf-8"))


def hashes(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(directory.iterdir())}


def texts(directory: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(directory / "archive.zip") as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_at_full_scale_the_counts_are_the_published_ones() -> None:
    with (ROOT / "seeds" / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        published = {
            row["figure"]: int(row["notebook_value"]) for row in csv.DictReader(file) if row["notebook"] == "herbarium"
        }
    counts = sizes(1)
    known = truth(counts, plan(counts, SEED), SEED, {})
    assert known["figures"] == published
    assert known["mercury_specimens"] == known["labelled_sheets"]["outcome"]["kept"] == 11_230


@pytest.mark.parametrize(("scale", "seed"), [(SCALE, SEED), (0.0002, 11), (0.002, 5)])
def test_truth_is_what_stands_in_the_files(tmp_path: Path, scale: float, seed: int) -> None:
    known = make(tmp_path, scale, seed)
    counted = nmnh_recount.in_python(tmp_path)
    assert counted["figures"] == known["figures"]
    assert counted["providers"] == known["providers"]
    with (tmp_path / "truth_labelled_sheets.csv").open(encoding="utf-8", newline="") as file:
        expected = {row.pop("barcode"): row for row in csv.DictReader(file)}
    for row in expected.values():
        row["is_kept"] = str(row.pop("outcome") == "kept").lower()
    assert counted["sheets"] == expected
    summary = known["labelled_sheets"]
    assert summary["is_usable"] == sum(row["is_usable"] == "true" for row in counted["sheets"].values())
    for name in ("stain_status", "sheet_kind", "rights"):
        assert (
            sum(summary[name].values())
            == summary["rows"] - (name == "rights") * known["figures"]["labels_without_image"]
        )


def test_every_trap_is_planted(small: tuple[Path, dict[str, Any]]) -> None:
    out, known = small
    assert all(known["examples"].values()), [name for name, found in known["examples"].items() if not found]
    _, *media = nmnh_recount.rows_of(out / "archive.zip", "multimedia.txt")
    header, *occurrences = nmnh_recount.rows_of(out / "archive.zip", "occurrence.txt")
    assert {len(row) for row in media} == {19}
    assert {len(row) for row in occurrences} == {59}
    assert sum(cell.count('"') for row in media for cell in row) == known["tables"]["multimedia"]["lone_quotes"]
    lone = sum(cell.count('"') % 2 for row in occurrences for cell in row)
    assert lone == known["tables"]["occurrence"]["lone_quotes"]
    column = {name: [row[at] for row in occurrences] for at, name in enumerate(header)}
    assert any('[protologue, "' in cell for cell in column["locality"])  # quotes that are closed, and brackets
    assert "" in column["locality"]
    kept = {row[0] for row in media for code in known["examples"]["kept_with_lone_quote"] if code in row[12]}
    assert any(cell[:1] == '"' for one, cell in zip(column["id"], column["locality"], strict=True) if one in kept)
    assert any(row[4] != row[5] for row in media)  # the two rights
    assert "-- --- ----" in column["verbatimEventDate"]
    assert any(re.fullmatch(r"-- --- (\d{4}) to -- --- \d{4}", cell) for cell in column["verbatimEventDate"])
    assert any(re.fullmatch(r"\d\d \w{3} \d{4} to  \d\d \w{3} \d{4}", cell) for cell in column["verbatimEventDate"])
    assert "Congo, Democratic Republic  of" in column["country"]
    assert any(not cell.isdigit() for cell in column["catalogNumber"])
    assert len(set(column["id"])) == len(occurrences)
    assert sum(len("\t".join(row).encode()) + 1 for row in media) / len(media) == pytest.approx(630, rel=0.05)
    assert sum(len("\t".join(row).encode()) + 1 for row in occurrences) / len(occurrences) == pytest.approx(
        850, rel=0.05
    )


def test_repeats_stand_far_from_their_originals(small: tuple[Path, dict[str, Any]]) -> None:
    _, *media = nmnh_recount.rows_of(small[0] / "archive.zip", "multimedia.txt")
    near = sum(one == other for one, other in itertools.pairwise(media))
    assert near < len(media) / 100
    barcoded = [at for at, row in enumerate(media) if "barcode" in row[12].lower()]
    assert max(after - before for before, after in itertools.pairwise(barcoded)) < 30


@pytest.mark.parametrize("name", DATA)
def test_a_reader_that_honours_quotes_loses_rows_without_an_error(
    small: tuple[Path, dict[str, Any]], name: str
) -> None:
    out, known = small
    read = pd.read_csv(out / f"{name}.tsv.gz", sep="\t", dtype=str)
    assert 0 < len(read) < 0.95 * known["tables"][name]["rows_landed"]


@pytest.mark.parametrize("name", DATA)
def test_without_lone_quotes_it_loses_none(tmp_path: Path, name: str) -> None:
    known = make(tmp_path, SCALE, SEED, bare=True, quotes=False)
    read = pd.read_csv(tmp_path / f"{name}.tsv.gz", sep="\t", dtype=str, keep_default_na=False)
    _, *rows = nmnh_recount.rows_of(tmp_path / "archive.zip", f"{name}.txt")
    assert read.to_numpy().tolist() == rows
    assert known["figures"] == nmnh_recount.in_python(tmp_path)["figures"]


def test_meta_xml_describes_the_files(small: tuple[Path, dict[str, Any]]) -> None:
    found = texts(small[0])
    root = etree.fromstring(found["meta.xml"])
    space = {"d": "http://rs.tdwg.org/dwc/text/"}
    for part, index in (("core", "id"), ("extension", "coreid")):
        (table,) = root.findall(f"d:{part}", space)
        (location,) = table.xpath("d:files/d:location/text()", namespaces=space)
        header = found[location].split(b"\n", 1)[0].decode().split("\t")
        mapped = {int(f.get("index")): f.get("term") for f in table.findall("d:field", space) if f.get("index")}
        assert table.find(f"d:{index}", space).get("index") == "0"
        assert sorted(mapped) == list(range(1, len(header)))
        assert all(term.rpartition("/")[2] == header[at] for at, term in mapped.items())
        assert (table.get("fieldsEnclosedBy"), table.get("fieldsTerminatedBy")) == ("", r"\t")
        assert table.get("ignoreHeaderLines") == "1"
    rights = root.xpath("//d:extension/d:field[contains(@term, '/rights')]/@term", namespaces=space)
    assert {"http://purl.org/dc/elements/1.1/rights", "http://purl.org/dc/terms/rights"} <= set(rights)
    assert b'<title xml:lang="eng">SYNTHETIC' in found["eml.xml"]
    assert etree.fromstring(found["eml.xml"]).findtext(".//citation").startswith("Folio replica")


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_processors(
    small: tuple[Path, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines.os, "cpu_count", lambda: 1)
    make(tmp_path / "again", SCALE, SEED, bare=True)
    assert hashes(tmp_path / "again") == hashes(small[0])
    make(tmp_path / "other", SCALE, SEED + 1)
    assert texts(tmp_path / "other")["multimedia.txt"] != texts(small[0])["multimedia.txt"]


def test_pieces_and_zlib_change_no_text(
    small: tuple[Path, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PIECE", 333)
    monkeypatch.setitem(sys.modules, "isal", None)
    make(tmp_path, SCALE, SEED)
    assert lines.deflater().__name__ == "zlib"
    assert texts(tmp_path) == texts(small[0])


def test_all_bear_the_mark(small: tuple[Path, dict[str, Any]]) -> None:
    out, known = small
    with zipfile.ZipFile(out / "archive.zip") as zipped:
        assert zipped.comment == b"folio replica"
        assert [(info.filename, info.file_size) for info in zipped.infolist()] == [
            (member["name"], member["bytes"]) for member in known["archive_members"]
        ]
    for name in ("stained", "unstained"):
        with tarfile.open(out / f"{name}.tar.gz") as tar:
            members = tar.getmembers()
            assert tar.pax_headers == {"comment": "folio replica"}
        assert len(members) == known["tar_members"][name]["members"]
        assert members[0].isdir()
        assert any(member.name == f"{name}/.DS_Store" for member in members)
    for name in DATA:
        packed = (out / f"{name}.tsv.gz").read_bytes()
        assert packed[3] == 16  # RFC 1952, 2.3.1: FLG.FCOMMENT
        assert packed[10:].startswith(b"folio replica\0")
        assert gzip.decompress(packed) == texts(out)[f"{name}.txt"]


def test_defects_are_where_truth_says(tmp_path: Path) -> None:
    known = make(tmp_path, SCALE, SEED, broken=True)
    for name, width in (("multimedia", 19), ("occurrence", 59)):
        found = texts(tmp_path)[f"{name}.txt"].split(b"\n")
        kinds = {defect["line_number"]: defect["kind"] for defect in known["defects"][name]}
        landed = rejected = short = 0
        for number, line in enumerate(found[1:-1], start=2):
            cells, kind = line.split(b"\t"), kinds.get(number)
            assert (kind == "blank") == (line == b"")
            assert (kind == "undecodable") == (not decodes(line))
            assert (kind == "short") == (len(cells) < width and line != b"")
            assert (kind in {"too_wide", "trailing_tab"}) == (len(cells) > width)
            rejected += kind in {"too_wide", "undecodable"}
            short += kind == "short"
            landed += kind not in {"too_wide", "undecodable", "blank"}
        table = known["tables"][name]
        assert (table["rows_landed"], table["rows_rejected"], table["rows_short"]) == (landed, rejected, short)
        assert table["rows_read"] == landed + rejected
        assert known["figures"][f"{name}_rows" if name == "occurrence" else "media_rows"] == landed


def decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.slow
def test_a_larger_replica_counted_by_sql(tmp_path: Path) -> None:
    known = make(tmp_path, 0.03, 8)
    with zipfile.ZipFile(tmp_path / "archive.zip") as zipped:
        zipped.extractall(tmp_path)
    labels = nmnh_recount.labels_of(tmp_path)
    found = nmnh_recount.in_duckdb(tmp_path / "multimedia.txt", tmp_path / "occurrence.txt", labels, tmp_path)
    expected = {name: known["figures"][name] for name in nmnh_recount.FIGURES}
    for name, counts in known["providers"].items():
        expected |= {f"{name} {when}": count for when, count in counts.items()}
    assert found == expected


@pytest.mark.parametrize("scale", [1, 2.5, 4])
def test_labelled_sheets_and_all_others_share_no_barcode(scale: float) -> None:
    counts = sizes(scale)
    last = max(int(sheet.barcode) for sheet in plan(counts, SEED).sheets)
    assert last < bulk.first_barcode(counts)


@pytest.mark.parametrize("scale", [0, 0.0001, 4.5, -1])
def test_a_scale_out_of_bounds_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        make(tmp_path, scale)
