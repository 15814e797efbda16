"""The exports against the notebooks' own steps in pandas, on the same input, byte by byte.

Each difference is one of the notebook's faults (docs/exports.md lists them): with that fault mended in the pandas
steps, the files are equal to the last byte; with it left in, they differ there and nowhere else.
"""

import csv
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from demo import Warehouse

from bench import notebook_herbarium, notebook_permits

PERMIT_FILES = ("tramites_lapaz_api", "tramites_lapaz_api_identificador", "tramites_aprobados")
PLACE = "https://replica/?"  # each server of a test has a port of its own


@pytest.fixture(scope="module")
def exports(demo: Warehouse) -> Path:
    demo.python("exports", "--quiet")
    return demo.home / "exports"


@pytest.fixture(scope="module")
def museum(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The herbarium notebook's files: `written` as it reads, `mended` with quotes taken for what they are, data."""
    folder = tmp_path_factory.mktemp("museum")
    with zipfile.ZipFile(demo.replica / "nmnh" / "archive.zip") as archive:
        media, occurrences = (Path(archive.extract(f"{name}.txt", folder)) for name in ("multimedia", "occurrence"))
    archives = {name: demo.replica / "nmnh" / f"{name}.tar.gz" for name in ("stained", "unstained")}
    folders = {name: folder / name for name in ("written", "mended")}
    for name, reading in (("written", {}), ("mended", {"quoting": csv.QUOTE_NONE})):
        folders[name].mkdir()
        notebook_herbarium.run(archives, media, occurrences, folders[name], **reading)
    return folders


@pytest.fixture(scope="module")
def city(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, pd.DataFrame]]:
    """The permits notebook's frames: `written` as it stands, `mended` with its two faults put right."""
    frames: dict[str, dict[str, pd.DataFrame]] = {}
    with demo.served() as address:
        layer = notebook_permits.layer(f"{address}/geoserver/sit/ows")
        # folio asks the server for an order, the notebook takes the rows as they come
        layer = layer.sort_values("idPCTramite", kind="stable", ignore_index=True)
        for name, times in (("written", None), ("mended", "ISO8601")):
            identified = notebook_permits.identified(layer, times)
            asked = notebook_permits.approved(identified)
            pages = notebook_permits.pages(asked, f"{address}/situtiles/pc/?")
            pages["url"] = PLACE + pages["url"].str.partition("?")[2]
            frames[name] = dict(zip(PERMIT_FILES, (layer, identified, asked), strict=True)) | {"pages": pages}
    return frames


def lines(path: Path) -> list[str]:
    """The lines of a file with one address for all servers, and one text for a connection that ended."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if "url" in frame:
        frame["url"] = frame["url"].map(lambda url: url and PLACE + url.partition("?")[2])
        frame["error"] = frame["error"].map(lambda text: text and (text if text == "rechazada" else "no answer"))
    return frame.to_csv(index=False).splitlines()


def written(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_csv(path, index=False)
    return path


def test_labels_are_the_notebooks_to_the_byte(museum, exports):
    expected = museum["written"] / "barcodes_from_figshare.tsv"
    assert (exports / expected.name).read_bytes() == expected.read_bytes()


def test_specimens_are_the_notebooks_to_the_byte_once_quotes_are_data(museum, exports):
    expected = museum["mended"] / "mercury_specimen_data.tsv"
    assert (exports / expected.name).read_bytes() == expected.read_bytes()


def test_the_notebook_loses_specimens_to_lone_quotes(museum, exports):
    mine, theirs = (folder / "mercury_specimen_data.tsv" for folder in (exports, museum["written"]))
    barcodes = [{line.split("\t")[0] for line in path.read_text().splitlines()} for path in (mine, theirs)]
    assert barcodes[0] - barcodes[1], "rows that a lone quote swallowed"


def test_the_layer_is_the_notebooks_to_the_byte(city, exports, tmp_path):
    expected = written(city["written"]["tramites_lapaz_api"], tmp_path / "tramites_lapaz_api.csv")
    assert (exports / expected.name).read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("name", PERMIT_FILES)
def test_permits_are_the_notebooks_to_the_byte_once_all_times_are_read(city, exports, tmp_path, name):
    expected = written(city["mended"][name], tmp_path / f"{name}.csv")
    assert (exports / expected.name).read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("name", PERMIT_FILES[1:])
def test_permits_differ_from_the_notebooks_only_where_it_lost_the_year(city, exports, tmp_path, name):
    theirs = pd.read_csv(written(city["written"][name], tmp_path / "theirs.csv"), dtype=str)
    mine = pd.read_csv(exports / f"{name}.csv", dtype=str)
    lost = theirs["identificador"].str.endswith("<NA>")
    assert lost.any()
    assert not mine["identificador"].str.contains("<NA>").any()
    pd.testing.assert_frame_equal(mine[~lost], theirs[~lost])
    made = ["anio_registro", "identificador", "identificador_b64"]
    pd.testing.assert_frame_equal(mine.drop(columns=made), theirs.drop(columns=made))


def test_pages_are_the_notebooks_to_the_byte_once_all_times_are_read(city, exports, tmp_path):
    expected = written(city["mended"]["pages"], tmp_path / "tramites_html_identificador.csv")
    assert lines(exports / expected.name) == lines(expected)
    # but for the two columns that cannot be the same
    assert (exports / expected.name).read_text().splitlines()[0] == expected.read_text().splitlines()[0]


def test_pages_of_permits_whose_year_the_notebook_lost_are_answered(city, exports):
    mine = pd.read_csv(exports / "tramites_html_identificador.csv", dtype=str)
    theirs = city["written"]["pages"]
    refused = (theirs["error"] == "rechazada").to_numpy() & mine["error"].isna().to_numpy()
    lost = city["written"]["tramites_aprobados"]["identificador"].str.endswith("<NA>").to_numpy()
    assert refused.sum() == lost.sum() > 0
    assert (refused == lost).all()


def test_the_merge_is_the_notebooks_to_the_byte_once_codes_are_written_alike(city, exports, tmp_path):
    pages = city["mended"]["pages"].copy()
    pages["gral__codigo_catastral"] = pages["gral__codigo_catastral"].str.replace(" ", "")
    merged = notebook_permits.merged(city["mended"]["tramites_lapaz_api_identificador"], pages)
    expected = written(merged, tmp_path / "tramites_merge_identificador.csv")
    assert lines(exports / expected.name) == lines(expected)
    assert set(merged["fuente"]) == {"API", "HTML", "Ambos"}


def test_the_merge_as_the_notebook_writes_it_meets_nothing(city, exports):
    theirs = notebook_permits.merged(city["written"]["tramites_lapaz_api_identificador"], city["written"]["pages"])
    mine = pd.read_csv(exports / "tramites_merge_identificador.csv", dtype=str)
    assert "Ambos" not in set(theirs["fuente"])
    assert list(mine.columns) == list(theirs.columns)
    own = mine[mine["identificador_b64_api"] == mine["identificador_b64_html"]]
    answered = pd.read_csv(exports / "tramites_html_identificador.csv", dtype=str)["error"].isna()
    assert own["identificador_b64_html"].nunique() == answered.sum() - 1, "a repeated feature's page is asked for twice"


def test_the_notebook_repeats_and_loses_rows_between_its_pages(demo, exports, monkeypatch):
    # the replica's layer is small, and its pages are here as well
    monkeypatch.setattr(notebook_permits, "PAGE", 100)
    with demo.served() as address:
        theirs = notebook_permits.layer(f"{address}/geoserver/sit/ows")
    mine = pd.read_csv(exports / "tramites_lapaz_api.csv", dtype=str)
    assert len(theirs) == len(mine)
    assert theirs["idPCTramite"].nunique() < mine["idPCTramite"].nunique()


def test_the_notebook_joins_nothing_to_nothing():
    layer = pd.DataFrame({"codigo_catastral": ["001", None], "identificador_b64": ["one", None]})
    pages = pd.DataFrame({"gral__codigo_catastral": [None], "identificador_b64": [None], "error": ["rechazada"]})
    merged = notebook_permits.merged(layer, pages)
    assert set(merged["fuente"]) == {"API", "Ambos"}, "a permit without a code meets a page that was refused"
