"""Where the herbarium notebook reads what is not there: rows that no replica has, through it and through folio.

Each is a difference that docs/exports.md names: the notebook's value is asserted too, so that the list stays true.
"""

import csv
import zipfile
from pathlib import Path

import duckdb
import pytest
from demo import Warehouse
from test_herbarium_real_rows import archive, land, media_row, occurrence_row

from bench import notebook_herbarium
from exports import write

Rows = dict[str, list[dict[str, str]]]
OTHERS = {"catalogNumber": "00012", "year": "1886"}


def read(path: Path) -> Rows:
    rows: Rows = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rows.setdefault(row["barcode"], []).append(row)
    return rows


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, Rows]:
    """The notebook's rows and folio's, by barcode."""
    warehouse = Warehouse(tmp_path_factory.mktemp("odd"))
    records = {
        "1": {"country": "NA", "recordedBy": "None", "locality": "null", **OTHERS},
        "2": {"locality": '"San Jose" ranch', **OTHERS},
        "3": {"country": "older", "modified": "2024-01-01", **OTHERS},
    }
    media = [media_row(f"s{name}", f"i{name}", f"Barcode 0000000{name}") for name in records]
    media.append(media_row("", "i4", "Barcode 00000004"))
    occurrences = [occurrence_row(f"s{name}", record) for name, record in records.items()]
    occurrences.append(occurrence_row("s3", {"country": "newer", "modified": "2025-01-01", **OTHERS}))
    occurrences.append(occurrence_row("", {"country": "nobody's", **OTHERS}))
    packed = archive(warehouse.folder / "archive.zip", media, occurrences)
    land(warehouse, ["00000001", "00000002"], ["00000003", "00000004"])
    warehouse.dbt("--quiet", "run", "--select", "+mercury_specimens")
    query = write.SQL / "mercury_specimen_data.tsv.sql"
    with duckdb.connect(str(warehouse.file), read_only=True) as con:
        con.execute((write.SQL / "_cell.sql").read_text())
        write._notebook_file(con, warehouse.folder, query)
    theirs = warehouse.folder / "notebook"
    theirs.mkdir()
    with zipfile.ZipFile(packed) as zipped:
        files = [Path(zipped.extract(f"{name}.txt", theirs)) for name in ("multimedia", "occurrence")]
    labels = {name: warehouse.folder / f"{name}.tar.gz" for name in ("stained", "unstained")}
    notebook_herbarium.run(labels, *files, theirs)
    return read(theirs / query.stem), read(warehouse.folder / query.stem)


def test_words_for_nothing_are_words(both):
    names = ("country", "recordedBy", "locality")
    ((theirs,), (mine,)) = (rows["00000001"] for rows in both)
    assert [theirs[name] for name in names] == ["", "", ""]
    assert [mine[name] for name in names] == ["NA", "None", "null"]


def test_numbers_keep_their_zeros(both):
    assert [rows["00000001"][0]["catalogNumber"] for rows in both] == ["12", "00012"]
    assert [rows["00000001"][0]["year"] for rows in both] == ["1886", "1886"]


def test_quotes_are_kept(both):
    assert [rows["00000002"][0]["locality"] for rows in both] == ["San Jose ranch", '"San Jose" ranch']


def test_a_sheet_has_one_row_though_its_specimen_has_two_records(both):
    assert [[row["country"] for row in rows["00000003"]] for rows in both] == [["older", "newer"], ["newer"]]


def test_nothing_meets_nothing(both):
    assert [rows["00000004"][0]["country"] for rows in both] == ["nobody's", ""]
