"""Whole archives as people land them: what is in raw afterwards, from where, and what a failure leaves."""

import gzip
import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import Ran
from dwca_harness import DWC, extension, folder, meta, query

from ingest import dwca, landing
from ingest.dwca import eml
from ingest.dwca.descriptor import parse
from ingest.errors import FormatError
from replica.server import serve

HEADER = "id\tscientificName\tlocality\tcountry\n"
ROWS = '1\tAbies "alba"\tBern\tSwitzerland\n2\tPicea abies\t\tNorway\n'
EML = """<eml:eml xmlns:eml="eml://ecoinformatics.org/eml-2.1.1" packageId="f0a1/v1.40"><dataset>
<alternateIdentifier>https://doi.org/10.15468/hnhrg3</alternateIdentifier>
<alternateIdentifier>https://example.org/ipt/resource?r=x</alternateIdentifier>
<title>A title
  in two lines</title><creator><organizationName>Not the title</organizationName></creator>
<pubDate>2024-08-29</pubDate>
<intellectualRights><para>To the extent possible <ulink url="http://creativecommons.org/publicdomain/zero/1.0/legalcode">
<citetitle>CC0</citetitle></ulink></para></intellectualRights></dataset>
<additionalMetadata><metadata><gbif><citation identifier="x">Cite (2024) this.</citation></gbif></metadata>
</additionalMetadata></eml:eml>"""


def archive(where: Path, **files: str) -> Path:
    return folder(where, {"meta.xml": meta(), "eml.xml": EML, "occurrence.txt": HEADER + ROWS} | files)


def zipped(source: Path) -> Path:
    return Path(shutil.make_archive(str(source), "zip", source))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def test_what_people_see_after_a_load(tmp_path: Path, database: Path, ingest: Callable[..., Ran]) -> None:
    path = zipped(archive(tmp_path / "made"))
    ran = ingest("dwca", "trial", path)
    assert (ran.status, ran.err) == (0, "")
    assert query("select * exclude _load_id from raw.trial_occurrence order by _row", database) == [
        ("1", 'Abies "alba"', "Bern", "Switzerland", 1),
        ("2", "Picea abies", None, "Norway", 2),
    ]
    ((origin, sha256, locations, row_type, read, landed, kind),) = query(
        "select origin, sha256, locations, row_type, rows_read, rows_landed, kind from raw.loads", database
    )
    assert (origin, locations, row_type) == (str(path), "occurrence.txt", DWC + "Occurrence")
    assert (read, landed, kind) == (2, 2, "dwca")
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert query("select column_name, term from raw.load_columns order by position", database) == [
        ("id", "http://rs.tdwg.org/dwc/text/id"),
        ("scientificName", DWC + "scientificName"),
        ("locality", DWC + "locality"),
        ("country", DWC + "country"),
    ]
    assert query("select * exclude (load_id, source) from raw.datasets", database) == [
        (
            "A title in two lines",
            "1.40",
            "2024-08-29",
            "http://creativecommons.org/publicdomain/zero/1.0/legalcode",
            "Cite (2024) this.",
            "10.15468/hnhrg3",
            "https://example.org/ipt/resource?r=x",
        )
    ]


def test_a_refusal_is_one_line_and_what_was_landed_stands(
    tmp_path: Path, database: Path, ingest: Callable[..., Ran]
) -> None:
    good = archive(tmp_path / "good")
    assert ingest("dwca", "trial", good).status == 0
    bad = archive(tmp_path / "bad", **{"meta.xml": meta(location="gone.txt")})
    ran = ingest("dwca", "trial", bad)
    assert ran.status == 1
    assert ran.error == f"error: meta.xml in {bad} line 3: <core>: <location> gone.txt is not in the archive"
    assert query("select count(*) from raw.trial_occurrence", database) == [(2,)]
    assert query("select status, count(*) from raw.loads group by all order by 1", database) == [
        ("failed", 1),
        ("ok", 1),
    ]


def test_a_damaged_archive_lands_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    rows = "".join(f"{number}\tAbies {number * number}\tBern\tCH\n" for number in range(300_000))
    path = zipped(archive(tmp_path / "made", **{"occurrence.txt": HEADER + rows}))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as read:
        entry = read.getinfo("occurrence.txt")
    middle = entry.header_offset + entry.compress_size // 2
    data[middle : middle + 64] = bytes(64)
    path.write_bytes(data)
    with pytest.raises(FormatError, match=r"occurrence\.txt in .* is damaged"):
        dwca.land("trial", str(path))
    assert landing.latest("trial_occurrence") is None
    left = [path for path in (landing.home() / "landing").rglob("*") if path.is_file()]
    assert {path.parent.name for path in left} <= {"_loads", "_locks"}


def test_bare_files_give_what_the_archive_gives(tmp_path: Path, database: Path, ingest: Callable[..., Ran]) -> None:
    names = ["identifier", "rights", "rights", "accessURI"]
    terms = ["http://purl.org/dc/terms/identifier", "http://purl.org/dc/elements/1.1/rights"]
    terms += ["http://purl.org/dc/terms/rights", "http://rs.tdwg.org/ac/terms/accessURI"]
    fields = "".join(f'<field index="{index}" term="{term}"/>' for index, term in enumerate(terms, start=1))
    media = "\t".join(["id", *names]) + '\n1\tx\t"CC0\tmine\thttp://x/1\n1\ty\t\t\thttp://x/2\n'
    occurrence = "id\toccurrenceID\tscientificName\n1\to1\tAbies\n"
    both = folder(
        tmp_path / "both",
        {
            "meta.xml": meta(
                location="occurrence.txt",
                fields=f'<field index="1" term="{DWC}occurrenceID"/><field index="2" term="{DWC}scientificName"/>',
                extensions=extension("multimedia.txt").replace(
                    '<field index="1" term="http://purl.org/dc/terms/title"/>', fields
                ),
            ),
            "occurrence.txt": occurrence,
            "multimedia.txt": media,
        },
    )
    for name, text in (("multimedia", media), ("occurrence", occurrence)):
        (tmp_path / f"{name}.tsv.gz").write_bytes(gzip.compress(text.encode()))
    assert ingest("dwca", "whole", both).status == 0
    ran = ingest(
        "dwca",
        "bare",
        "--table",
        f"multimedia={tmp_path / 'multimedia.tsv.gz'}",
        "--table",
        f"occurrence={tmp_path / 'occurrence.tsv.gz'}",
    )
    assert (ran.status, ran.err) == (0, "")
    for table in ("multimedia", "occurrence"):
        cells = "columns(c -> c <> '_load_id' and not starts_with(c, '_row_hash'))"
        select = f"select {cells} from raw.{{}}_{table} order by _row"
        assert query(select.format("bare"), database) == query(select.format("whole"), database)
        named = "select column_name from raw.load_columns where table_name = '{}_" + table + "' order by position"
        assert query(named.format("bare"), database) == query(named.format("whole"), database)
    assert query("select id, rights, rights_2 from raw.bare_multimedia order by _row", database) == [
        ("1", '"CC0', "mine"),
        ("1", None, None),
    ]
    ran = ingest("dwca", "bare", "--table", f"occurrence={zipped(both)}")
    assert ran.status == 1
    assert "is no data file; give an archive without --table" in ran.error


def test_from_an_address(tmp_path: Path) -> None:
    made = zipped(archive(tmp_path / "made"))
    root = tmp_path / "root"
    root.mkdir()
    shutil.copy(made, root / "made.zip")
    with serve(root) as address:
        for _ in range(2):
            (row,) = dwca.land("trial", f"{address}/made.zip")
            assert row["origin"] == f"replica {address}/made.zip"
            assert (row["rows_landed"], row["table_name"]) == (2, "trial_occurrence")
            assert row["sha256"] == hashlib.sha256(made.read_bytes()).hexdigest()


def test_files_of_a_table_follow_one_another_in_file_order(tmp_path: Path) -> None:
    files = {f"part{number}.txt": HEADER + f"{number}\ta\tb\tc\n" * number for number in (3, 1, 2)}
    path = folder(tmp_path / "made", {"meta.xml": meta(archive="", location=list(files)), **files})
    (row,) = dwca.land("trial", str(path))
    assert row["locations"] == "part3.txt\npart1.txt\npart2.txt"
    committed = landing.latest("trial_part3")
    assert committed is not None
    assert duckdb.sql(f"select id, _row from ({committed.select()}) order by _row").fetchall() == [
        ("3", 1),
        ("3", 2),
        ("3", 3),
        ("1", 4),
        ("2", 5),
        ("2", 6),
    ]


def test_a_gbif_download(tmp_path: Path) -> None:
    """Interpreted, verbatim and multimedia files in one archive, the first two of one class; no quotes."""
    path = folder(
        tmp_path / "download",
        {
            "meta.xml": meta(
                archive='metadata="metadata.xml"',
                extensions=extension("verbatim.txt", row_type=DWC + "Occurrence") + extension("multimedia.txt"),
            ),
            "metadata.xml": EML,
            "occurrence.txt": HEADER + ROWS,
            "verbatim.txt": "gbifID\ttitle\n1\tas written\n",
            "multimedia.txt": "gbifID\ttitle\n1\ta\n3\tb\n",
            "citations.txt": "Please cite",
            "rights.txt": "Rights",
            "dataset/one.xml": EML,
        },
    )
    rows = {row["table_name"]: row for row in dwca.land("gbif", str(zipped(path)))}
    assert {name: row["rows_landed"] for name, row in rows.items()} == {
        "gbif_occurrence": 2,
        "gbif_verbatim": 1,
        "gbif_multimedia": 2,
    }
    assert [rows[f"gbif_{name}"]["rows_orphan"] for name in ("occurrence", "verbatim", "multimedia")] == [None, 0, 1]


def test_a_simple_csv_of_gbif(tmp_path: Path) -> None:
    text = 'gbifID\tdatasetKey\toccurrenceID\tscientificName\tlocality\n1\tk\to1\tAbies\t"5 km N\n2\tk\to2\tPicea\tx\n'
    with zipfile.ZipFile(tmp_path / "simple.zip", "w") as made:
        made.writestr("0001-2024.csv", text)
    (row,) = dwca.land("gbif", str(tmp_path / "simple.zip"))
    assert (row["table_name"], row["rows_landed"], row["row_type"]) == ("gbif_0001_2024", 2, DWC + "Occurrence")
    assert "read as UTF-8" in row["warnings"]


# --- eml.xml and meta.xml by themselves


def test_eml_of_other_writers() -> None:
    plain = eml.read(
        b"<eml><dataset><title>T</title><intellectualRights>CC BY 4.0</intellectualRights></dataset></eml>", "x"
    )
    assert plain == {
        "title": "T",
        "license": "CC BY 4.0",
        "version": None,
        "published": None,
        "citation": None,
        "doi": None,
        "url": None,
    }
    assert eml.read(b'<e packageId="doi:10.5072/x.y"/>', "x")["doi"] == "10.5072/x.y"
    with pytest.raises(FormatError, match="not well-formed"):
        eml.read(b"<e>", "x")


def test_element_names_in_any_case_and_rows_without_a_type() -> None:
    text = meta(row_type="", extensions=extension("m.txt").replace("coreid", "coreId")).replace("<field", "<Field")
    read = parse(text.encode(), "meta.xml")
    assert [field.name for field in read.core.fields] == ["scientificName", "locality", "country"]
    assert read.extensions[0].id_index == 0
    assert read.core.row_type is None
    assert read.core.warnings == ("<core> of occurrence.txt has no rowType",)
    assert read.metadata == "eml.xml"


def test_what_means_nothing_in_a_meta_is_told_with_what_may_be_meant() -> None:
    odd = (
        meta(
            core='fieldTerminatedBy="\\t" fieldsEnclosedby="" rowtype="x" xml:lang="en" zzz=""',
            archive='metaData="e.xml"',
        )
        .replace("<id ", "<file/><id ")
        .replace('index="1"', 'Index="1"')
    )
    read = parse(odd.encode(), "meta.xml in x.zip")
    assert read.core.dialect.delimiter == ","
    assert read.core.warnings == (
        "meta.xml line 2: <archive> has an attribute metaData, which means nothing; is metadata meant?",
        "with neither an index nor a default, these columns are empty: scientificName",
        "meta.xml line 3: <core> has an attribute fieldTerminatedBy, which means nothing; is fieldsTerminatedBy meant?",
        "meta.xml line 3: <core> has an attribute fieldsEnclosedby, which means nothing; is fieldsEnclosedBy meant?",
        "meta.xml line 3: <core> has an attribute rowtype, which means nothing; is rowType meant?",
        "meta.xml line 3: <core> has an attribute zzz, which means nothing",
        "meta.xml line 3: <core> has an element file, which means nothing; is files meant?",
        "1 more attributes and elements mean nothing",
    )
    plain = meta(extensions=extension("m.txt")).replace("<field ", '<field vocabulary="v" delimitedBy="|" ')
    read = parse(plain.replace('ignoreHeaderLines="1"', 'ignoreHeaderLines="1" dateFormat="YYYY"').encode(), "meta.xml")
    assert read.core.warnings == read.extensions[0].warnings == ()
    many = "".join(f'<field term="{DWC}t{number}" a{number}="" index="1"/>' for number in range(30_000))
    assert len(parse(meta(fields=many).encode(), "meta.xml").core.warnings) == 6


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    names = ["b.txt", "a.txt", "./b.txt", "a.txt"]
    files = {"meta.xml": meta(archive="", location=names), "a.txt": HEADER + ROWS, "b.txt": HEADER + "0\tx\ty\tz\n"}
    (row,) = dwca.land("trial", str(folder(tmp_path / "made", files)))
    assert (row["rows_landed"], row["locations"]) == (3, "b.txt\na.txt")
    assert "<core> names ./b.txt more than once; it was read once" in row["warnings"]
    hostile = folder(tmp_path / "hostile", files | {"meta.xml": meta(archive="", location=["a.txt", "/a.txt"])})
    with pytest.raises(FormatError, match="points outside the archive"):
        dwca.land("trial", str(hostile))


@pytest.mark.parametrize(
    "text",
    [
        meta(location="x" * 100_000),
        meta(location="/" + "x" * 100_000),
        meta(location="http://" + "x" * 100_000),
        meta(location="x&#27;[2J\n\n" + "y" * 1000),
        meta(core=f'encoding="{"x" * 100_000}"'),
        meta(core=f'fieldsEnclosedBy="{"x" * 100_000}"'),
        meta(core=f'ignoreHeaderLines="{"9" * 100_000}"'),
        meta(core=f'fieldsTerminatedBy="{"x" * 100_000}"'),
        meta(identity=f'<id index="{"9" * 100_000}"/>'),
        f"<{'x' * 100_000}/>",
        f"<archive>{'x' * 100_000}<{'x' * 100_000}></archive>",
        meta(location="X" * 100, fields="".join(f'<field index="9" term="{"t" * 100_000}"/>' for _ in range(9))),
        meta(archive=f'metadata="{"x" * 100_000}"', core=f'{"x" * 100_000}=""', location="x"),
    ],
)
def test_what_strangers_wrote_is_bounded_in_refusals_and_warnings(text: str, tmp_path: Path) -> None:
    path = folder(
        tmp_path / "a", {"meta.xml": text, "X" * 100: "id\tb\n1\t2\n", "xx": "a", "occurrence.txt": HEADER + ROWS}
    )
    try:
        said = "".join(f"{row['warnings']}" for row in dwca.land("trial", str(path)))
    except FormatError as error:
        said = str(error)
    assert len(said) < 2000
    assert said.isprintable() or "\n" in said
    assert "\x1b" not in said


def test_a_meta_with_small_slips_is_read_as_it_was_meant() -> None:
    text = meta(core='fieldsTerminatedBy="\t" fieldsEnclosedBy=""')
    for data in (text.encode(), text.encode("utf-16"), text.replace("UTF-8", "ISO-8859-1").encode("latin-1")):
        assert parse(data, "meta.xml").core.dialect.delimiter == "\t"
    odd = text.replace('fieldsTerminatedBy="\t"', "fieldsTerminatedBy\t=\t'|\t|'")
    assert parse(odd.encode(), "meta.xml").core.dialect.delimiter == "|\t|"
    assert parse(("\ufeff\r\n " + text).encode(), "meta.xml").core.locations == ("occurrence.txt",)
    for nothing in ("", "\ufeff", "\ufeff \n"):
        with pytest.raises(FormatError, match=r"meta\.xml is empty"):
            parse(nothing.encode(), "meta.xml")
