"""How the exports are written: each value as pandas writes it, each file whole or not at all, failures in one line."""

import csv
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import ROOT
from demo import Warehouse
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import __main__ as command
from exports import export, write
from ingest.errors import FolioError
from replica.lapaz.permits import ATTRIBUTES

# --- values

SIGNS = st.text(alphabet=" ,;\t\"\n'#|\\ñ\u2028a1-=", max_size=5)
NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-10_000, 10_000, places=2).map(float),
)


def shared(con: duckdb.DuckDBPyConnection, *names: str) -> None:
    for name in names:
        con.execute((write.SQL / f"{name}.sql").read_text())


@pytest.fixture(scope="module")
def cells() -> Callable[[list[object], str, str], list[str]]:
    con = duckdb.connect()
    shared(con, "_cell")

    def written(values: list[object], kind: str, separator: str) -> list[str]:
        found = con.execute(f"select cell(cast(unnest($values) as {kind}), $sep)", {"values": values, "sep": separator})
        return [text for (text,) in found.fetchall()]

    return written


@pytest.mark.parametrize("separator", [",", "\t"])
@settings(deadline=None)
@given(values=st.lists(st.one_of(st.none(), SIGNS), min_size=1))
def test_texts_are_quoted_as_pandas_quotes_them(cells, separator, values):
    frame = pd.DataFrame({"text": values, "end": "z"})
    expected = frame.to_csv(sep=separator, index=False).removeprefix(f"text{separator}end\n")
    assert "".join(f"{cell}{separator}z\n" for cell in cells(values, "varchar", separator)) == expected


@settings(deadline=None)
@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_decimals_are_written_as_pandas_writes_them(cells, values):
    expected = pd.DataFrame({"number": values}).to_csv(index=False, header=False).splitlines()
    assert cells(values, "double", ",") == expected


def test_a_lone_carriage_return_is_quoted(cells):
    # Python before 3.13 writes it bare, and then reads two rows
    (cell,) = cells(["a\rb"], "varchar", ",")
    assert next(csv.reader(io.StringIO(f"{cell},z\n", newline=""))) == ["a\rb", "z"]


# --- the layer, with whatever a server may send

LAYER = """
create schema staging; create schema intermediate;
create table staging.stg_lapaz__permit_features (feature_row bigint, properties varchar);
create table intermediate.int_permits__features (feature_row bigint, latitude double, longitude double,
    anio_registro bigint, identificador varchar, identificador_b64 varchar, is_approved boolean,
    codigo_catastral varchar);
create table intermediate.int_permits__pages (identificador_b64 varchar, codigo_catastral varchar, url varchar,
    page_outcome varchar, page_error varchar);
create table intermediate.int_permits__notebook_page_fields (identificador_b64 varchar, column_name varchar,
    field_value varchar);
"""
MORE = ("nuevoCampo", "OTRO", "a,b")


def layer_file(features: list[dict[str, object]], folder: Path, name: str = "tramites_lapaz_api") -> str:
    """What is exported of a layer of these properties."""
    with duckdb.connect() as con:
        con.execute(LAYER)
        for row, properties in enumerate(features, start=1):
            con.execute(
                "insert into staging.stg_lapaz__permit_features values (?, ?)",
                [row, json.dumps(properties, ensure_ascii=False)],
            )
            con.execute(
                "insert into intermediate.int_permits__features (feature_row, latitude) values (?, -16.5)", [row]
            )
        shared(con, "_cell", "_layer", "_pages")
        write._notebook_file(con, folder, write.SQL / f"{name}.csv.sql")
    return (folder / f"{name}.csv").read_text(encoding="utf-8")


VALUES = st.one_of(st.none(), SIGNS, NUMBERS, st.booleans())
COLUMN = st.one_of(
    *(
        st.lists(values, min_size=3, max_size=3)
        for values in (VALUES, NUMBERS, st.integers(-999, 999), st.one_of(st.none(), st.integers(-999, 999)))
    )
)


@settings(deadline=None, max_examples=25)
@given(columns=st.lists(COLUMN, min_size=29, max_size=29), absent=st.sets(st.sampled_from(range(1, 29)), max_size=4))
def test_a_layer_is_written_as_pandas_writes_it(tmp_path_factory, columns, absent):
    names = [*ATTRIBUTES, *MORE[:2], "último"]
    features = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    for place in absent:  # the first feature has every attribute, as the first of the layer does
        del features[1 + place % 2][names[place]]
    frame = pd.DataFrame([feature | {"latitude": -16.5, "longitude": None} for feature in features])
    assert layer_file(features, tmp_path_factory.mktemp("layer")) == frame.to_csv(index=False)


def test_the_header_stands_whatever_is_landed(tmp_path):
    assert layer_file([], tmp_path) == ",".join([*ATTRIBUTES, "latitude", "longitude"]) + "\n"
    lone = layer_file([{"SuperficieConstruida": 1, "nuevoCampo": "x"}, {"idPCTramite": 7}], tmp_path).splitlines()
    assert lone[0] == ",".join([*ATTRIBUTES, "nuevoCampo", "latitude", "longitude"])
    assert lone[1] == "," * 25 + "1.0,x,-16.5,"
    assert lone[2] == "7.0" + "," * 27 + "-16.5,"


def test_names_become_the_notebooks(tmp_path):
    header = layer_file([{"nuevoCampo": "x"}], tmp_path, "tramites_lapaz_api_identificador").splitlines()[0].split(",")
    assert header[:7] == [
        "id_pc_tramite", "descripcion", "id_tipo_tramite", "fecha_registro", "solicitante", "arquitecto_nombre",
        "arquitecto_registro_nacional_cab",
    ]  # fmt: skip
    assert header[-8:] == [
        "nombre_edificio", "superficie_construida", "nuevo_campo", "latitude", "longitude", "anio_registro",
        "identificador", "identificador_b64",
    ]  # fmt: skip


# --- pages and their merge, where a page has no permit and a permit no code

PAGES = """
insert into staging.stg_lapaz__permit_features values
    (1, '{"idPCTramite": 1, "codigoCatastral": "001"}'), (2, '{"idPCTramite": 2, "codigoCatastral": null}');
insert into intermediate.int_permits__features values
    (1, null, null, 2020, '001|1|2020', 'one', true, '001'), (2, null, null, null, null, null, false, null);
insert into intermediate.int_permits__pages values
    ('one', '001', 'u?one', 'ok', null), ('gone', '009', 'u?gone', 'ok', null),
    ('no', null, 'u?no', 'refused', null), ('late', null, 'u?late', 'failed', 'no answer, in 60 s');
insert into intermediate.int_permits__notebook_page_fields values
    ('one', 'gral__codigo_catastral', '0 01'), ('one', 'par__torre', '5 plantas'), ('gone', 'par__azotea', ''),
    ('gone', 'gral__codigo_catastral', '0 09');
"""


def frames(tmp_path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    with duckdb.connect() as con:
        con.execute(LAYER)
        con.execute(PAGES)
        shared(con, "_cell", "_layer", "_pages")
        names = ("tramites_html_identificador", "tramites_merge_identificador")
        for name in names:
            write._notebook_file(con, tmp_path, write.SQL / f"{name}.csv.sql")
    pages, merged = (pd.read_csv(tmp_path / f"{name}.csv", dtype=str) for name in names)
    return pages, merged


def test_pages_without_a_permit_come_last_and_failures_say_why(tmp_path):
    pages, _ = frames(tmp_path)
    assert list(pages.columns) == [
        "error", "gral__codigo_catastral", "identificador_b64", "par__azotea", "par__torre", "url"
    ]  # fmt: skip
    assert list(pages["url"]) == ["u?one", "u?gone", "u?late", "u?no"]
    assert list(pages["error"].fillna("")) == ["", "", "no answer, in 60 s", "rechazada"]
    assert list(pages["identificador_b64"].fillna("")) == ["one", "gone", "", ""]


def test_nothing_meets_nothing_in_the_merge(tmp_path):
    _, merged = frames(tmp_path)
    keys = ["codigo_catastral", "id_pc_tramite", "identificador_b64_api", "url", "fuente"]
    assert merged[keys].fillna("").to_numpy().tolist() == [
        ["001", "1.0", "one", "u?one", "Ambos"],
        ["009", "", "", "u?gone", "HTML"],
        ["", "2.0", "", "", "API"],
        ["", "", "", "u?late", "HTML"],
        ["", "", "", "u?no", "HTML"],
    ]


# --- files

WAREHOUSE = """
create schema raw; create schema quality; create schema reference; create schema herbarium;
create table herbarium.sheets as select 1 as barcode union all select 2;
create table reference.source_collections as select 'nmnh' as source, 'herbarium' as collection;
create table quality.loads as select 'L1' as load_id, 'nmnh_multimedia' as table_name, 'herbarium' as collection,
    'replica http://127.0.0.1' as origin, true as is_synthetic, true as is_current,
    timestamp '2026-01-02' as finished_at;
create table raw.loads as select 'L1' as load_id, 'nmnh' as source, 'nmnh_multimedia' as table_name, 'ok' as status;
create table raw.datasets as select 'L1' as load_id, 'T' as title, '1' as version, '2025' as published,
    'CC0' as license, 'C' as citation, 'D' as doi, 'U' as url;
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse of two marts, and one notebook file of three lines; the exports' folder."""
    with duckdb.connect(os.environ["FOLIO_DB"]) as con:
        con.execute(WAREHOUSE)
    queries = tmp_path / "sql"
    queries.mkdir()
    (queries / "_cell.sql").write_text((write.SQL / "_cell.sql").read_text())
    (queries / "labels.tsv.sql").write_text(
        "select barcode as \"barCode\", 'a\tb' as x from herbarium.sheets order by 1"
    )
    monkeypatch.setattr(write, "SQL", queries)
    return write.folder()


def found(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def change(sql: str) -> None:
    with duckdb.connect(os.environ["FOLIO_DB"]) as con:
        con.execute(sql)


def test_files_and_what_is_said_of_them(small):
    done = export()
    assert set(found(small)) == {
        "herbarium/sheets.parquet", "quality/loads.parquet", "labels.tsv", "manifest.json"
    }  # fmt: skip
    assert (small / "labels.tsv").read_text() == 'barCode\tx\n1\t"a\tb"\n2\t"a\tb"\n'
    told = json.loads((small / "manifest.json").read_text())
    assert told["synthetic"] is done.synthetic is True
    sizes = {file["path"]: (file["rows"], file["size"]) for file in told["files"]}
    assert sizes == {
        "herbarium/sheets.parquet": (2, (small / "herbarium" / "sheets.parquet").stat().st_size),
        "quality/loads.parquet": (1, (small / "quality" / "loads.parquet").stat().st_size),
        "labels.tsv": (2, 26),
    }
    assert [load["origin"] for load in told["loads"]] == ["replica http://127.0.0.1"]
    assert [dataset["doi"] for dataset in told["datasets"]] == ["D"]


def test_a_parquet_file_says_what_it_was_made_from(small):
    export()
    file = str(small / "herbarium" / "sheets.parquet")
    assert sorted(duckdb.sql(f"select barcode from '{file}'").fetchall()) == [(1,), (2,)]
    ((key, value),) = duckdb.sql(f"select decode(key), decode(value) from parquet_kv_metadata('{file}')").fetchall()
    assert key == "folio_loads"
    assert [load["load_id"] for load in json.loads(value)] == ["L1"]


def test_a_file_that_fails_leaves_all_that_was_there(small):
    export()
    before = found(small)
    change("insert into herbarium.sheets values (3)")
    (write.SQL / "zz.csv.sql").write_text("select error('stop here') as a from herbarium.sheets")
    with pytest.raises(FolioError, match=r"^Invalid Input Error: stop here$"):
        export()
    assert found(small) == before


def test_what_a_killed_export_left_is_removed_and_a_living_ones_is_not(small):
    for process in (os.getppid(), 2**22 + 1):  # none has so high a number
        (small / f".staging-{process}").mkdir(parents=True)
        (small / f".staging-{process}" / "half.tsv").write_text("half")
    export()
    assert [path.name for path in small.glob(".staging-*")] == [f".staging-{os.getppid()}"]


def test_a_mart_that_is_no_more_has_no_file_and_what_is_not_ours_stays(small):
    export()
    (small / "mine.txt").write_text("mine")
    change("drop table herbarium.sheets; create table herbarium.plants as select 1 as a")
    (write.SQL / "labels.tsv.sql").write_text("select a from herbarium.plants")
    export()
    assert set(found(small)) == {
        "herbarium/plants.parquet", "quality/loads.parquet", "labels.tsv", "manifest.json", "mine.txt"
    }  # fmt: skip


def failure() -> str:
    with pytest.raises(FolioError) as caught:
        export()
    return str(caught.value)


def test_a_load_after_the_build_is_refused(small):
    change("insert into raw.loads values ('L2', 'nmnh', 'nmnh_multimedia', 'failed'), ('L2', 'own', 'own_x', 'ok')")
    export()
    change("insert into raw.loads values ('L3', 'nmnh', 'nmnh_multimedia', 'ok')")
    assert failure() == "raw.nmnh_multimedia landed after the models were built: run `dbt build` first"


def test_a_warehouse_that_is_not_there_or_not_built(small):
    change("drop table quality.loads")
    assert failure().endswith("run `dbt build` first")
    Path(os.environ["FOLIO_DB"]).unlink()
    assert failure() == "there is no warehouse w.duckdb yet: run `dbt build`, or `make warehouse` for the demo"


def test_a_folder_that_cannot_be_written(small, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FOLIO_HOME", str(tmp_path / "file"))
    assert "set FOLIO_HOME to another folder" in failure()


def test_every_notebook_file_is_documented():
    text = (ROOT / "docs" / "exports.md").read_text()
    names = {path.stem for path in (ROOT / "exports" / "sql").glob("[!_]*.sql")}
    assert len(names) == 7
    assert {name for name in names if f"| `{name}` |" not in text or f"exports/sql/{name}.sql)" not in text} == set()


# --- the command


def test_the_command_shows_one_table_and_says_synthetic(small):
    shown = CliRunner().invoke(command.cli, []).stdout
    assert [line.split()[0] for line in shown.splitlines() if ".parquet" in line or ".tsv" in line] == [
        "herbarium/sheets.parquet", "quality/loads.parquet", "labels.tsv"
    ]  # fmt: skip
    assert "SYNTHETIC" in shown
    assert "\x1b" not in shown
    assert f"written to {small}" in shown


def test_the_command_for_programs_and_for_silence(small):
    told = json.loads(CliRunner().invoke(command.cli, ["--json"]).stdout)
    assert [file["path"] for file in told["files"]][-1] == "labels.tsv"
    assert CliRunner().invoke(command.cli, ["--quiet"]).output == ""


def test_the_commands_exit_statuses(demo: Warehouse, tmp_path):
    absent = demo.run(sys.executable, "-m", "exports", FOLIO_DB=str(tmp_path / "none.duckdb"))
    assert (absent.returncode, absent.stderr.count("\n")) == (1, 1)
    assert absent.stderr.startswith("error: there is no warehouse none.duckdb yet")
    with duckdb.connect(str(tmp_path / "held.duckdb")):
        held = demo.run(sys.executable, "-m", "exports", FOLIO_DB=str(tmp_path / "held.duckdb"))
    assert held.returncode == 1
    assert held.stderr == "error: another program writes to held.duckdb now; try again when it has ended\n"
    assert demo.run(sys.executable, "-m", "exports", "--nonsense").returncode == 2


def test_every_mart_is_exported_whole(demo: Warehouse):
    told = json.loads(demo.python("exports", "--json"))
    with duckdb.connect(str(demo.file), read_only=True) as con:
        marts = con.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ('herbarium', 'permits', 'quality')"
        ).fetchall()
        for (mart,) in marts:
            file = demo.home / "exports" / f"{mart.replace('.', '/')}.parquet"
            both = f"(from {mart} except all from '{file}') union all (from '{file}' except all from {mart})"
            differ = con.execute(f"select count(*) from ({both})").fetchone()
            assert differ == (0,), mart
    assert len(told["files"]) == len(marts) + 7
