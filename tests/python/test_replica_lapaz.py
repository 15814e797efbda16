"""The permits' replica: its truth is counted anew from what its server sends, and its server errs as it is told to."""

import base64
import csv
import datetime as dt
import json
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests
from bs4 import BeautifulSoup
from wfs_client import get, hits, page, read

from bench.notebook_flatten import flatten
from replica import lapaz, pages
from replica.faults import Fault
from replica.lapaz import site
from replica.options import parse
from replica.server import serve
from replica.wfs import Change, Ways

Feature = dict[str, Any]
LABELS = {*pages.GENERAL_LABELS, *pages.OTHER_LABELS}
UNKNOWN_LEVELS = {("AMF", "azotea"), ("AME", "altillo")}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with the replica of 695 permits."""
    root = tmp_path_factory.mktemp("replica")
    lapaz.generate(root / "lapaz", scale=0.05, seed=7)
    return root


@pytest.fixture(scope="module")
def address(small: Path) -> Iterator[str]:
    with serve(handlers=lapaz.handlers(small / "lapaz", stall=0.05)) as running:
        yield running


@pytest.fixture(scope="module")
def truth(small: Path) -> dict[str, Any]:
    return json.loads((small / "lapaz" / "truth.json").read_text(encoding="utf-8"))


# --- what truth.json says, counted from the published figures and from what is served


def test_published_figures_at_scale_one(tmp_path: Path) -> None:
    told = lapaz.generate(tmp_path, scale=1)
    assert (
        told["layer"]
        | {
            "features": 13_907,
            "permits": 13_905,
            "cadastral_codes": 4_643,
            "null_geometry": 24,
            "approved_features": 3_222,
        }
        == told["layer"]
    )
    assert {name: told["pages"][name] for name in ("asked", "ok", "refused", "failed")} == {
        "asked": 3_221,
        "ok": 3_067,
        "refused": 153,
        "failed": 1,
    }
    assert (
        told["notebook"]
        | {
            "asked": 3_222,
            "identifiers": 3_221,
            "na_identifiers": 5,
            "answered": 3_063,
            "refused": 158,
            "timed_out": 1,
            "merged_rows": 17_129,
            "matches": 0,
            "pages_that_match_with_blanks_out": 3_063,
        }
        == told["notebook"]
    )
    assert told["permits"]["max_floors"] == 1_476


@pytest.mark.parametrize("seed", range(5))
def test_every_trap_is_there_at_the_smallest_scale(tmp_path: Path, seed: int) -> None:
    told = lapaz.generate(tmp_path, scale=0.01, seed=seed)
    assert set(told["examples"]) == {
        "absent_keys",
        "no_fraction",
        "null_area",
        "null_geometry",
        "null_plantas",
        "offset",
        "offset_new_year",
        "outside",
        "plain",
        "refused",
        "repeated",
        "six_decimals",
        "slip",
        "timed_out",
        "two_versions",
        "unknown_level",
        "unknown_unit",
    }
    assert told["layer"]["without_fraction"] > told["notebook"]["na_identifiers"] >= 1


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        lapaz.generate(tmp_path / name, scale=0.01, seed=seed)
    for name in ("features.ndjson", "pages.ndjson", "truth.json"):
        one, same, other = ((tmp_path / place / name).read_bytes() for place in "abc")
        assert one == same != other


def test_too_small_a_scale_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too small"):
        lapaz.generate(tmp_path, scale=0.009)


def recount_layer(features: list[Feature]) -> dict[str, Any]:
    rows = [feature["properties"] for feature in features]
    bodies = Counter(json.dumps(row, sort_keys=True) for row in rows)
    times = [row["fechaRegistro"] for row in rows]
    return {
        "features": len(features),
        "permits": len({row["idPCTramite"] for row in rows}),
        "exact_repeats": sum(count - 1 for count in bodies.values()),
        "older_versions": len(bodies) - len({row["idPCTramite"] for row in rows}),
        "approved_features": sum(row.get("Resultado") == "APROBADO" for row in rows),
        "cadastral_codes": len({row["codigoCatastral"] for row in rows}),
        "null_geometry": sum(feature["geometry"] is None for feature in features),
        "without_fraction": sum("." not in time for time in times),
        "six_decimals": sum("." in time and len(time.rpartition(".")[2]) == 7 for time in times),
        "with_offset": sum(time.endswith("-04:00") for time in times),
        "with_absent_keys": sum(len(row) < 26 for row in rows),
    }


def latest_versions(features: list[Feature]) -> list[Feature]:
    """Each permit's version with the latest document, whatever the order they came in."""
    best: dict[int, Feature] = {}
    for feature in features:
        key = feature["properties"]["idPCTramite"]
        if key not in best or document_time(feature) > document_time(best[key]):
            best[key] = feature
    return list(best.values())


def recount_permits(permits: list[Feature], features: list[Feature]) -> dict[str, Any]:
    rows = [feature["properties"] for feature in permits]
    sent = Counter(feature["properties"]["idPCTramite"] for feature in features)
    different = {json.dumps(feature["properties"], sort_keys=True): feature["properties"] for feature in features}
    versions = Counter(row["idPCTramite"] for row in different.values())
    points = [feature["geometry"]["coordinates"] for feature in permits if feature["geometry"]]
    floors = [row["cantidadPisos"] for row in rows if row.get("cantidadPisos") is not None]

    def tally(values: Iterable[Any]) -> dict[str, int]:
        return dict(Counter("null" if value is None else str(value) for value in values))

    return {
        "rows": len(rows),
        "approved": sum(row.get("Resultado") == "APROBADO" for row in rows),
        "identifiers": len({identifier(feature) for feature in permits}),
        "by_resultado": tally(row.get("Resultado") for row in rows),
        "by_estado_tramite": tally(row["EstadoTramite"] for row in rows),
        "by_macro_distrito": tally(row["macroDistrito"] for row in rows),
        "by_distrito_municipal": tally(row["distritoMunicipal"] for row in rows),
        "by_anio_registro": tally(utc_year(row["fechaRegistro"]) for row in rows),
        "by_versions": tally(versions.values()),
        "by_features": tally(sent.values()),
        "without_point": len(permits) - len(points),
        "max_floors": max(floors),
        "implausible_floors": sum(number > 60 for number in floors),
        "outside_la_paz": sum(not (-68.2 < x < -68.0 and -16.65 < y < -16.4) for x, y in points),
        "most_on_one_code": max(Counter(row["codigoCatastral"] for row in rows).values()),
    }


def document_time(feature: Feature) -> str:
    return feature["properties"].get("FechaRegistroArch") or ""


def utc_year(text: str) -> int:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).year


def identifier(feature: Feature) -> str:
    row = feature["properties"]
    return f"{row['codigoCatastral']}|{row['NumeroTramite']}|{utc_year(row['fechaRegistro'])}"


def ask(address: str, identified: str) -> tuple[str, str]:
    """(outcome, html) of a permit's page."""
    try:
        text = base64.b64encode(identified.encode()).decode()
        html = requests.get(f"{address}/situtiles/pc/?{text}", timeout=5).content.decode()
    except requests.ConnectionError:
        return "failed", ""
    return ("refused" if "No fue posible procesar la solicitud" in html else "ok"), html


def grid(table: Any) -> tuple[list[list[str]], int]:
    """The cells of a table with rowspans carried down, and how many cells were carried."""
    rows, carried = [], 0
    hanging: dict[int, tuple[str, int]] = {}  # by column: what comes down from above, and for how many rows yet
    for row in table.find_all("tr"):
        own, line = list(row.find_all(["td", "th"])), []
        below: dict[int, tuple[str, int]] = {}
        while own or len(line) in hanging:
            if len(line) in hanging:
                text, left = hanging[len(line)]
                carried += 1
            else:
                cell = own.pop(0)
                text, left = cell.get_text(), int(cell.get("rowspan", 1))
            if left > 1:
                below[len(line)] = (text, left - 1)
            line.append(text)
        hanging = below
        rows.append(line)
    return rows, carried


def plain(label: str) -> str:
    text = unicodedata.normalize("NFKD", label.lower()).replace(" ", "_")
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def recount_parameters(htmls: list[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Cells by section, and the parameters' rows by code, level and unit, from the HTML alone."""
    counts: dict[str, Counter[str]] = {}
    groups: dict[tuple[str, str | None, str], list[Decimal | None]] = {}
    for html in htmls:
        for heading in BeautifulSoup(html, "html.parser").find_all("h5"):
            rows, carried = grid(heading.find_next("table"))
            sums = counts.setdefault(heading.get_text(), Counter())
            sums += Counter(rows=len(rows), cells=sum(map(len, rows)), spanned=carried)
            if heading.get_text() == "Parámetros de Construcción":
                for code, _, *levels, value in rows:
                    number, unit = value.split(" ")
                    key = (code, plain(levels[-1]) if levels else None, unit)
                    groups.setdefault(key, []).append(None if number == "null" else Decimal(number))
    table = [
        {
            "code": code,
            "level": level,
            "unit": unit,
            "rows": len(values),
            "with_value": sum(value is not None for value in values),
            "sum": float(sum(value for value in values if value is not None)),
        }
        for (code, level, unit), values in groups.items()
    ]
    cells = {heading: {name: sums[name] for name in ("rows", "cells", "spanned")} for heading, sums in counts.items()}
    return cells, sorted(table, key=lambda row: (row["code"], row["level"] or "", row["unit"]))


def check_served(address: str, truth: dict[str, Any]) -> None:
    """Reads everything that is served, and compares each part of truth.json with its own count."""
    features = read(address, 300, sortBy="idPCTramite")
    assert recount_layer(features) == truth["layer"]
    permits = latest_versions(features)
    approved = [feature for feature in permits if feature["properties"].get("Resultado") == "APROBADO"]
    assert recount_permits(permits, features) == truth["permits"]

    answers = {identifier(feature): ask(address, identifier(feature)) for feature in approved}
    outcomes = Counter(outcome for outcome, _ in answers.values())
    htmls = [html for outcome, html in answers.values() if outcome == "ok"]
    codes = [i.split("|")[0] for i, (outcome, _) in answers.items() if outcome == "ok"]
    labels = re.compile(r"<tr><td>([^<]+)</td><td>[^<]+</td></tr>")
    filled = Counter(label for html in htmls for label in labels.findall(html) if label in LABELS)
    assert truth["pages"] == {"asked": len(approved), **outcomes, "filled": filled, "codes": len(set(codes))}
    cells, table = recount_parameters(htmls)
    assert cells == truth["cells"]
    assert truth["parameters"] == {
        "rows": sum(row["rows"] for row in table),
        "null_values": sum(row["rows"] - row["with_value"] for row in table),
        "unknown_levels": sum(r["rows"] for r in table if (r["code"], r["level"]) in UNKNOWN_LEVELS),
        "unknown_units": sum(row["rows"] for row in table if row["unit"] == "pies"),
        "by_code_and_level": table,
    }
    spaced = {html.split("Código catastral</td><td>")[1][:18].replace(" ", "") for html in htmls}
    assert spaced == set(codes)

    left = pd.DataFrame({"code": [f["properties"]["codigoCatastral"] for f in permits]})
    right = pd.DataFrame({"code": codes})
    merged = left.merge(right, on="code", how="outer", indicator=True)
    by_source = merged["_merge"].map({"left_only": "API", "right_only": "HTML", "both": "Ambos"}).value_counts()
    assert truth["cadastral_merge"] == {
        "rows": len(merged),
        **{name: int(by_source.get(name, 0)) for name in ("Ambos", "API", "HTML")},
        "unanswered": outcomes["refused"] + outcomes["failed"],
        "most_rows_on_one_code": int(merged[merged["_merge"] == "both"]["code"].value_counts().max()),
    }
    assert truth["merged"] == {"rows": len(permits), "Ambos": len(right), "API": len(permits) - len(right), "HTML": 0}
    check_notebook(address, truth["notebook"])


def check_notebook(address: str, told: dict[str, Any]) -> None:
    """The notebook's own steps with pandas, paging in an order that holds still, give the figures it would print."""
    rows = pd.DataFrame([feature["properties"] for feature in read(address, 10**6)])
    # pandas 2, which the notebook ran on, writes a missing integer as the text <NA>; pandas 3 leaves it missing
    years = pd.to_datetime(rows["fechaRegistro"], errors="coerce", utc=True).dt.year.astype("Int64").astype("string")
    years = years.fillna("<NA>")
    rows["identificador"] = rows["codigoCatastral"] + "|" + rows["NumeroTramite"].astype(str) + "|" + years
    asked = rows[rows["Resultado"] == "APROBADO"]["identificador"]
    flat, errors, rows_of = [], Counter[str](), {}
    for each in asked:
        outcome, html = ask(address, each)
        errors[outcome] += 1
        flat.append({"error": "sin respuesta"} if outcome == "failed" else flatten(html, f"{site.PATH}?x"))
        if outcome == "ok":
            rows_of[each] = html.count("<tr>") - (len(flat[-1]) - len({"url", "identificador_b64"}))
    frame = pd.DataFrame(flat).rename(columns={"gral__codigo_catastral": "codigoCatastral"})
    merged = rows.merge(frame, on="codigoCatastral", how="outer", indicator=True)
    spaceless = frame.dropna(subset="codigoCatastral").assign(
        codigoCatastral=lambda f: f["codigoCatastral"].str.replace(" ", "")
    )
    found = {
        "features": len(rows),
        "asked": len(asked),
        "identifiers": asked.nunique(),
        "na_identifiers": int(asked.str.endswith("<NA>").sum()),
        "answered": errors["ok"],
        "refused": errors["refused"],
        "timed_out": errors["failed"],
        "merged_rows": len(merged),
        "matches": int((merged["_merge"] == "both").sum()),
        "matches_with_blanks_out": len(rows.merge(spaceless, on="codigoCatastral")),
        "pages_that_match_with_blanks_out": int(spaceless["codigoCatastral"].isin(rows["codigoCatastral"]).sum()),
        "page_columns": sorted({*frame.columns, "gral__codigo_catastral"} - {"codigoCatastral"}),
        # besides: latitude, longitude, anio_registro, identificador_b64 on the left; `fuente` for the shared code
        "merged_columns": len(rows.columns) + 4 + len(frame.columns),
        "values_overwritten": sum(rows_of.values()),
    }
    assert found == told


def test_truth_is_what_is_served(address: str, truth: dict[str, Any]) -> None:
    check_served(address, truth)


@pytest.mark.slow
def test_truth_is_what_is_served_at_scale_one(tmp_path: Path) -> None:
    told = lapaz.generate(tmp_path, scale=1)
    with serve(handlers=lapaz.handlers(tmp_path, Ways(drift=0), stall=0.05)) as running:
        check_served(running, json.loads(json.dumps(told)))


def test_the_first_feature_lacks_nothing(address: str) -> None:
    for order in ({}, {"sortBy": "idPCTramite"}):
        first = page(address, 0, 1, **order)["features"][0]
        assert len(first["properties"]) == 26
        assert None not in first["properties"].values()
        assert len(first["properties"]["fechaRegistro"]) == len("2017-11-06T14:03:11.123Z")


def test_texts_hold_what_breaks_readers(address: str) -> None:
    rows = [feature["properties"] for feature in read(address, 1000, sortBy="idPCTramite")]
    texts = "".join(str(value) for row in rows for value in row.values())
    for sign in ('"', "\n", "\t", "\\", "Ñ", "  ", "&", "<"):
        assert sign in texts
    assert all(row["codigoCatastral"].startswith("0") and len(row["codigoCatastral"]) == 15 for row in rows)


def test_a_time_with_an_offset_falls_into_the_year_of_utc(address: str, truth: dict[str, Any]) -> None:
    (example,) = truth["examples"]["offset_new_year"]
    assert example["fechaRegistro"].startswith("2018-12-31")
    assert example["identificador"].endswith("|2019")


def test_examples_say_what_is_served(address: str, truth: dict[str, Any]) -> None:
    latest = {f["properties"]["idPCTramite"]: f for f in latest_versions(read(address, 1000, sortBy="idPCTramite"))}
    for trap, cases in truth["examples"].items():
        for case in cases:
            feature = latest[case["id_pc_tramite"]]
            assert identifier(feature) == case["identificador"], trap
            assert base64.b64decode(case["identificador_b64"]).decode() == case["identificador"]
            assert feature["properties"]["fechaRegistro"] == case["fechaRegistro"]
            moment = dt.datetime.fromisoformat(case["fechaRegistro"]).astimezone(dt.UTC).replace(tzinfo=None)
            assert moment == dt.datetime.fromisoformat(case["fecha_registro_utc"])
            assert (feature["geometry"] or {}).get("coordinates") == case["longitude_latitude"]
            if case["page_outcome"]:
                outcome, html = ask(address, case["identificador"])
                assert outcome == case["page_outcome"]
                for text in (case["general"] or {}).values():
                    assert f"<td>{text}</td>" in html


# --- pages


def test_pages_of_the_real_rows_flatten_to_these_rows(shared: Path) -> None:
    with (shared / "lapaz" / "permit_pages_flat.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 417
    for row in rows:
        html = pages.refusal() if row["error"] else pages.render(pages.from_flattened(row))
        flat = flatten(html, row["url"])
        assert set(flat) <= set(row)
        assert {name: flat.get(name, "") for name in row} == row


def test_a_flattened_row_gets_back_the_rows_that_it_lost() -> None:
    row = {"par__torre": "5 plantas", "url": "x"}
    lost = {("AME", "Torre"): "999.00 m2", ("AMC", "Torre"): "111.00 m2"}
    html = pages.render(pages.from_flattened(row, lost))
    rows, _ = grid(BeautifulSoup(html, "html.parser").find_all("table")[1])
    towers = [(line[0], line[-1]) for line in rows if line[-2] == "Torre"]
    assert towers == [("AMC", "111.00 m2"), ("AME", "999.00 m2"), ("AMF", "5 plantas")]
    assert set(pages.invented("x")) == {("AMC", "Semisótano"), ("AMC", "Zócalo"), ("AMC", "Torre"), ("AME", "Torre")}


def test_a_column_without_a_place_on_the_page_is_refused() -> None:
    with pytest.raises(ValueError, match="par__azotea"):
        pages.from_flattened({"par__azotea": "1 plantas", "url": "x"})


def test_render_escapes_and_spans() -> None:
    cells = [pages.Cell("<b> & Ñ", rowspan=2, colspan=3, tag="th")]
    html = pages.render([pages.Section("A & B", [cells])])
    assert '<th rowspan="2" colspan="3">&lt;b&gt; &amp; Ñ</th>' in html
    assert "<h5>A &amp; B</h5>" in html


def test_pages_survive_their_file(tmp_path: Path) -> None:
    page = [pages.Section("H", [[pages.Cell("a", 2), pages.Cell("b", 1, 2, "th")], [pages.Cell("ñ\n")]])]
    site.write(tmp_path / "p", [("x", "ok", page), ("y", "failed", None), ("z", "refused", None)])
    assert site.read(tmp_path / "p") == ({"x": page}, {"y"})


def test_whatever_is_unknown_is_refused_with_status_200(address: str) -> None:
    for query in ("", "?", "?PE5BPg==", "?nonsense", "?%00"):
        response = requests.get(f"{address}/situtiles/pc/{query}", timeout=5)
        assert response.status_code == 200
        assert "No fue posible procesar la solicitud" in response.text
        assert "<h5>" not in response.text


def test_the_silent_page_keeps_its_client_waiting(small: Path, truth: dict[str, Any]) -> None:
    (example,) = truth["examples"]["timed_out"]
    url = f"/situtiles/pc/?{example['identificador_b64']}"
    with serve(handlers=lapaz.handlers(small / "lapaz", stall=0.4)) as running:
        with pytest.raises(requests.ReadTimeout):
            requests.get(running + url, timeout=0.1)
        begun = time.monotonic()
        with pytest.raises(requests.ConnectionError):
            requests.get(running + url, timeout=5)
        assert time.monotonic() - begun >= 0.4


def test_everything_is_marked_as_made_up(small: Path, truth: dict[str, Any]) -> None:
    with serve(small) as running:
        for response in (get(running, resultType="hits"), requests.get(running + "/situtiles/pc/?x", timeout=5)):
            assert response.headers["X-Folio-Replica"]
        assert "Disallow" in requests.get(running + "/robots.txt", timeout=5).text
    assert truth["synthetic"] is True


# --- the command line


def test_options_are_read_from_text() -> None:
    assert parse(Ways, "cap=10,matched=unknown") == Ways(cap=10, matched="unknown")
    assert parse(Change, "after=1,remove=10") == Change(after=1, remove=10)
    assert parse(Fault, "match=/situtiles,status=503,body=x,sleep=0.5") == Fault(
        "/situtiles", status=503, body=b"x", sleep=0.5
    )
    for kind, text in ((Ways, "cup=1"), (Ways, "edit=x"), (Ways, "cap=many"), (Change, "add=1")):
        with pytest.raises(ValueError, match=r"\w"):
            parse(kind, text)


def test_made_and_served_from_the_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "replica"]
    root = Path(__file__).resolve().parents[2]
    subprocess.run([*command, "lapaz", str(tmp_path / "lapaz"), "--scale", "0.01"], cwd=root, check=True)
    options = ["--wfs", "cap=7", "--change", "after=1,remove=1", "--fault", "match=/situtiles,status=500"]
    with subprocess.Popen(
        [*command, "serve", str(tmp_path), *options], cwd=root, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = running.stdout.readline().strip()
            assert len(page(address, 0, 100)["features"]) == 7
            assert hits(address) == "140"
            assert requests.get(f"{address}/situtiles/pc/?x", timeout=5).status_code == 500
        finally:
            running.terminate()
