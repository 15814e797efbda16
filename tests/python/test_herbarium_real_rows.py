"""The real rows that are known of the notebook's result, carried by an archive made for it, come back byte for byte.

The rows are real, what carries them is made here: two tarballs, and a Darwin Core Archive with repeats, other
departments, other sheets and lone quotes around the fourteen specimens. Another archive carries the oddities that no
replica and no real row has.
"""

import csv
import io
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import pytest
from demo import Warehouse

SAMPLE = Path("nmnh") / "mercury_specimen_data_sample.tsv"
BOTANY = "Smithsonian Institution, NMNH, Botany"
DWC, DC, DC11 = "http://rs.tdwg.org/dwc/terms/", "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/"
AC, XMP = "http://rs.tdwg.org/ac/terms/", "http://ns.adobe.com/xap/1.0/rights/"
MEDIA = [
    *(DC + "identifier", DC + "type", DC + "title", DC11 + "rights", DC + "rights", XMP + "UsageTerms"),
    *(XMP + "WebStatement", AC + "licenseLogoURL", DC + "source", DC + "creator", AC + "providerLiteral"),
    *(DC + "description", AC + "subjectCategoryVocabulary", DWC + "scientificName", AC + "accessURI", DC + "format"),
    *("http://ns.adobe.com/exif/1.0/PixelXDimension", "http://ns.adobe.com/exif/1.0/PixelYDimension"),
]
OCCURRENCE = [
    *(DC + "modified", DC + "license"),
    *(
        DWC + name
        for name in (
            *("institutionCode", "catalogNumber", "recordedBy", "year", "month", "day", "verbatimEventDate"),
            *("country", "stateProvince", "county", "locality", "identifiedBy", "scientificName"),
        )
    ),
]
# the forms that a description takes, one after another
DESCRIPTIONS = (
    "Barcode {}",
    "US National Herbarium specimen, barcode {}",
    "Grubb, P. J. 2859, US National Herbarium Sheet 2034567, Barcode {}.",
    'H. H. Rusby 12 "bis", BARCODE  {},',
)

Record = dict[str, str]


def local(term: str) -> str:
    return term.rpartition("/")[2]


def media_row(specimen: str, image: str, description: str, rights: str = "CC0", provider: str = BOTANY) -> list[str]:
    values = {"description": description, "providerLiteral": provider, "accessURI": image, "type": "Image"}
    cells = [values.get(local(term), "") for term in MEDIA]
    cells[MEDIA.index(DC11 + "rights")] = rights
    cells[MEDIA.index(DC + "rights")] = "see the terms"
    return [specimen, *cells]


def occurrence_row(specimen: str, record: Record) -> list[str]:
    return [specimen, *(record.get(local(term), "") for term in OCCURRENCE)]


def file_of(rows: Iterable[list[str]], terms: list[str]) -> str:
    """Tab-separated, quotes as they are: fieldsEnclosedBy is empty."""
    header = ["id", *map(local, terms)]
    return "".join("\t".join(cells) + "\n" for cells in [header, *rows])


def archive(path: Path, media: list[list[str]], occurrences: list[list[str]]) -> Path:
    """A Darwin Core Archive (Darwin Core text guide): meta.xml, one core file, one extension."""

    def described(tag: str, name: str, row_type: str, key: str, terms: list[str]) -> str:
        fields = "".join(f'<field index="{i}" term="{escape(term)}"/>' for i, term in enumerate(terms, start=1))
        return (
            f'<{tag} encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy=""'
            f' ignoreHeaderLines="1" rowType="{row_type}"><files><location>{name}</location></files>'
            f'<{key} index="0"/>{fields}</{tag}>'
        )

    meta = (
        '<archive xmlns="http://rs.tdwg.org/dwc/text/">'
        + described("core", "occurrence.txt", DWC + "Occurrence", "id", OCCURRENCE)
        + described("extension", "multimedia.txt", AC + "Multimedia", "coreid", MEDIA)
        + "</archive>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("meta.xml", meta)
        zipped.writestr("occurrence.txt", file_of(occurrences, OCCURRENCE))
        zipped.writestr("multimedia.txt", file_of(media, MEDIA))
    return path


def tarball(path: Path, folder: str, barcodes: Iterable[str]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for barcode in barcodes:
            member = tarfile.TarInfo(f"{folder}/{barcode}.jpg")
            member.size = 3
            tar.addfile(member, io.BytesIO(b"jpg"))
    return path


def land(warehouse: Warehouse, stained: Iterable[str], unstained: Iterable[str]) -> None:
    folder = warehouse.folder
    labels = {"stained": stained, "unstained": unstained}
    sets = [f"{name}={tarball(folder / f'{name}.tar.gz', name, barcodes)}" for name, barcodes in labels.items()]
    warehouse.python("ingest", "-q", "tarball", "figshare", *sets)
    warehouse.python("ingest", "-q", "dwca", "nmnh", folder / "archive.zip")


def test_the_real_rows_come_back_byte_for_byte(shared, tmp_path):
    sample = shared / SAMPLE
    with sample.open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file, delimiter="\t"))
    assert len(real) == 14
    media, occurrences = [], []
    for place, row in enumerate(real):
        description = DESCRIPTIONS[place % len(DESCRIPTIONS)].format(row["barcode"])
        seen = media_row(row["id"], row["accessURI"], description)
        # what is upstream of the notebook's rules: exact repeats, near and far, and what is no sheet of ours
        media += [seen] * (place % 3 + 1)
        media.append(media_row(f"ark:/{place}", f"ark:/m{place}", f'lone " quote, Barcode 9{place:07d}'))
        media.append(media_row(row["id"], row["accessURI"], "drawer, not the sheet"))
        media.append(media_row(f"ark:/b{place}", f"ark:/n{place}", description, provider=BOTANY[:-6] + "Birds"))
        occurrences.append(occurrence_row(row["id"], row))
        occurrences.append(occurrence_row(f"ark:/{place}", {"locality": 'a lone " quote'}))
    media += media[::2]
    media.append(media_row("ark:/x", "ark:/mx", "Barcode 99999999", rights="Usage Conditions Apply"))
    warehouse = Warehouse(tmp_path)
    archive(tmp_path / "archive.zip", media, occurrences)
    stained = [row["barcode"] for row in real if row["stain_status"] == "stained"]
    unstained = [row["barcode"] for row in real if row["stain_status"] == "unstained"]
    land(warehouse, stained, [*unstained, "99999999"])
    warehouse.dbt("--quiet", "build")
    warehouse.python("exports", "--quiet")
    assert (warehouse.home / "exports" / "mercury_specimen_data.tsv").read_bytes() == sample.read_bytes()


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse of what neither the replica nor the known rows have: cells missing, ids repeated, rights torn."""
    warehouse = Warehouse(tmp_path_factory.mktemp("odd"))
    media = [
        # kept by the notebook, but another row of its image says otherwise
        media_row("s1", "i1", "Barcode 00000001"),
        media_row("s1", "i1", "verso, under Barcode", rights="Usage Conditions Apply"),
        # names no image: nothing to look at, though the notebook keeps it
        media_row("s2", "", "Barcode 00000002"),
        # names no specimen
        media_row("", "i3", "Barcode 00000003"),
        # one image, one row that names it and one that names none
        media_row("s4", "i4", "Barcode 00000004"),
        media_row("s4", "", "Barcode 00000004"),
        # an occurrence id that stands there three times
        media_row("s5", "i5", "Barcode 00000005"),
        # rights that are empty
        media_row("s6", "i6", "Barcode 00000006", rights=""),
    ]
    occurrences = [
        occurrence_row("s1", {"country": "Bolivia"}),
        occurrence_row("s2", {"country": "Peru"}),
        occurrence_row("s5", {"country": "first", "modified": "2024-01-01T00:00:00Z"}),
        occurrence_row("s5", {"country": "last", "modified": "2025-01-01T00:00:00Z"}),
        occurrence_row("s5", {"country": "undated"}),
        occurrence_row("", {"country": "nobody's"}),
        occurrence_row("elsewhere", {"country": "Fiji"}),
    ]
    archive(warehouse.folder / "archive.zip", media, occurrences)
    land(warehouse, ["00000001", "00000002", "00000003", "00000004"], ["00000005", "00000006", "00000006"])
    # a kept sheet of four names no specimen, so none of its records is met
    warehouse.dbt("--quiet", "build", "--select", "+tag:herbarium", "--vars", "{min_share_specimens_with_record: 0.7}")
    return warehouse


def query(warehouse: Warehouse, text: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse.file), read_only=True) as con:
        return con.execute(text).fetchall()


def test_odd_sheets_have_an_outcome_each(odd):
    assert query(
        odd,
        "select barcode, image_count, specimen_count, media_row_count, sheet_kind, rights, outcome, unusable_because"
        " from herbarium.labelled_sheets order by barcode",
    ) == [
        ("00000001", 1, 1, 1, "single_specimen", "mixed", "kept", "not_cc0"),
        ("00000002", 0, 1, 1, "no_image", None, "kept", "no_image"),
        ("00000003", 1, 0, 1, "single_specimen", "CC0", "kept", "no_specimen"),
        ("00000004", 1, 1, 2, "single_specimen", "CC0", "repeated_media_row", None),
        ("00000005", 1, 1, 1, "single_specimen", "CC0", "kept", None),
        ("00000006", 1, 1, 1, "single_specimen", None, "not_cc0", "not_cc0"),
    ]


def test_what_the_notebook_keeps_and_folio_does_not_is_told(odd):
    assert query(
        odd,
        "select chain, rows_in, rows_dropped, rows_out from quality.row_ledger"
        " where chain in ('kept_but_not_usable', 'sheets', 'sheet_specimens', 'sheet_images')"
        " order by chain, step_number",
    ) == [
        ("kept_but_not_usable", 4, 3, 1),
        ("sheet_images", 7, 2, 5),
        ("sheet_images", 5, 0, 5),
        ("sheet_specimens", 7, 1, 6),
        ("sheet_specimens", 6, 1, 5),
        ("sheets", 7, 1, 6),
    ]


def test_a_repeated_record_is_chosen_with_a_reason(odd):
    assert query(
        odd,
        "select specimen_id, country, record_count, selection_reason from herbarium.specimens order by specimen_id",
    ) == [
        ("s1", "Bolivia", 1, "only_record"),
        ("s2", "Peru", 1, "only_record"),
        ("s4", None, 0, None),
        ("s5", "last", 3, "modified_last"),
        ("s6", None, 0, None),
    ]
    assert query(
        odd,
        "select reason, rows_dropped from quality.row_ledger where chain = 'occurrences' order by step_number",
    ) == [("rejected", 0), ("no_id", 1), ("not_on_a_barcoded_sheet", 1), ("repeated_id", 2)]


def test_made_up_records_beside_real_ones_are_an_error(tmp_path):
    warehouse = Warehouse(tmp_path)
    archive(tmp_path / "archive.zip", [media_row("s1", "i1", "Barcode 00000001")], [occurrence_row("s1", {})])
    land(warehouse, ["00000001"], ["00000002"])
    mixes = "collections_mix_no_synthetic_with_real"
    chosen = ("build", "--select", "+loads", mixes, "--indirect-selection", "cautious")
    assert f"PASS {mixes}" in warehouse.dbt(*chosen)
    warehouse.python("replica", "nmnh", warehouse.replica / "nmnh", "--scale", "0.0002")
    made = warehouse.replica / "nmnh"
    warehouse.python(
        *("ingest", "-q", "tarball", "figshare"),
        *(f"{name}={made / f'{name}.tar.gz'}" for name in ("stained", "unstained")),
    )
    done = warehouse.run(str(Path(sys.executable).with_name("dbt")), *chosen)
    assert done.returncode == 1
    assert f"Failure in test {mixes}" in done.stdout
