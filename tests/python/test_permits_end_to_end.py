"""The permits, from the replica's services over the real command line and dbt to the marts: each number against truth.

truth.json is counted from the replica's plan, never from folio's results; test_replica_lapaz.py counts it anew.
"""

import json
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from demo import Warehouse

Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def truth(demo: Warehouse) -> dict[str, Any]:
    return json.loads((demo.replica / "lapaz" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ask(demo: Warehouse) -> Query:
    def query(text: str, *parameters: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(demo.file), read_only=True) as con:
            return con.execute(text, list(parameters)).fetchall()

    return query


@pytest.fixture(scope="module")
def ledger(ask: Query) -> dict[str, tuple[int, int, int]]:
    rows = ask(
        "select step || ': ' || reason, rows_in, rows_out, rows_dropped from quality.row_ledger"
        " where collection = 'permits'"
    )
    return {name: (came, went, dropped) for name, came, went, dropped in rows}


def counts(ask: Query, relation: str, column: str) -> dict[str, int]:
    """How often each value of a column occurs; null as the word."""
    return dict(
        ask(f"select coalesce(cast({column} as varchar), 'null') as v, count(*) from {relation} group by v order by v")
    )


# --- the layer and the permits


def test_the_layer_lands_whole(ask, truth):
    layer = truth["layer"]
    row = ask(
        "select count(*), count(*) filter (geometry is null),"
        " count(*) filter (properties ->> '$.Resultado' = 'APROBADO'),"
        " count(distinct properties ->> '$.codigoCatastral') from raw.lapaz_permit_features"
    )
    names = ("features", "null_geometry", "approved_features", "cadastral_codes")
    assert row == [tuple(layer[name] for name in names)]


def test_permits_are_the_layers_latest_versions(ask, truth):
    told = truth["permits"]
    assert ask(
        "select count(*), count(*) filter (is_approved), count(distinct identificador), max(cantidad_pisos),"
        " count(*) filter (latitude is null or longitude is null), count(*) filter (has_implausible_floors),"
        " count(*) filter (is_outside_la_paz), count(*) filter (has_odd_geometry) from permits.permits"
    ) == [
        (
            told["rows"],
            told["approved"],
            told["identifiers"],
            told["max_floors"],
            told["without_point"],
            told["implausible_floors"],
            told["outside_la_paz"],
            0,
        )
    ]
    columns = {
        "by_resultado": "resultado",
        "by_estado_tramite": "estado_tramite",
        "by_macro_distrito": "macro_distrito",
        "by_distrito_municipal": "distrito_municipal",
        "by_anio_registro": "anio_registro",
        "by_versions": "version_count",
        "by_features": "feature_count",
    }
    assert {name: counts(ask, "permits.permits", column) for name, column in columns.items()} == {
        name: told[name] for name in columns
    }
    assert ask("select count(*) from permits.permits where unreadable_attributes is not null") == [(0,)]
    assert ask("select count(*) from permits.permits where not is_codigo_catastral_valid") == [(0,)]


def test_the_choice_among_versions_says_why(ask, truth):
    layer = truth["layer"]
    assert counts(ask, "permits.permits", "selection_reason") == {
        "only_version": truth["permits"]["rows"] - layer["older_versions"],
        "latest_fecha_aprobacion": layer["older_versions"],
    }
    for permit in truth["examples"]["two_versions"]:
        assert ask(
            "select resultado, version_count, feature_count from permits.permits where id_pc_tramite = ?",
            permit["id_pc_tramite"],
        ) == [("APROBADO", 2, 2)]


def test_every_example_of_a_trap_is_as_it_was_planned(ask, truth):
    checked = set()
    for trap, permits in truth["examples"].items():
        for permit in permits:
            checked.add(trap)
            [row] = ask(
                "select identificador, identificador_b64, page_outcome, cast(fecha_registro as varchar),"
                " cantidad_pisos, longitude, latitude from permits.permits where id_pc_tramite = ?",
                permit["id_pc_tramite"],
            )
            time = permit["fecha_registro_utc"].rstrip("0").rstrip(".")
            point = permit["longitude_latitude"] or [None, None]
            expected = (
                permit["identificador"],
                permit["identificador_b64"],
                permit["page_outcome"],
                time,
                permit["cantidad_pisos"],
                *point,
            )
            assert row == expected, trap
            found = ask(
                "select code, level, text from permits.permit_parameters where identificador_b64 = ?"
                " order by code, level nulls first",
                permit["identificador_b64"],
            )
            told = [tuple(one) for one in permit["parameters"] or ()]
            assert found == sorted(told, key=lambda one: (one[0], one[1] or "")), trap
    assert {"no_fraction", "offset_new_year", "six_decimals", "two_versions", "unknown_unit"} <= checked


# --- the pages


def test_pages_by_outcome(ask, truth):
    told = truth["pages"]
    assert ask("select count(*) from permits.permit_pages") == [(told["asked"],)]
    assert counts(ask, "permits.permit_pages", "page_outcome") == {
        name: told[name] for name in ("ok", "refused", "failed")
    }
    # an approved permit has an outcome, another has none
    assert ask(
        "select count(*) from permits.permits where is_approved <> (page_outcome is not null)",
    ) == [(0,)]


def test_pages_show_what_they_say(ask, truth):
    columns = {
        "Arquitecto reponsable": "arquitecto_reponsable",
        "Código catastral": "codigo_catastral",
        "Fecha aprobación": "fecha_aprobacion",
        "Informe": "informe",
        "Normativa según informe": "normativa_segun_informe",
        "Patrón de asentamiento": "patron_de_asentamiento",
        "Tipo de obra": "tipo_de_obra",
        "Tipo de proyecto": "tipo_de_proyecto",
        "Zona referencial": "zona_referencial",
    }
    counted = ", ".join(f"count({column})" for column in columns.values())
    [row] = ask(f"select {counted} from permits.permit_pages")
    assert dict(zip(columns, row, strict=True)) == truth["pages"]["filled"]
    assert ask("select count(distinct codigo_catastral) from permits.permit_pages") == [(truth["pages"]["codes"],)]
    # both name the day of approval in UTC, the page in Spanish
    assert ask(
        "select count(*) from permits.permits_merged"
        " where fuente = 'Ambos' and cast(fecha_aprobacion as date) is distinct from fecha_aprobacion_html"
    ) == [(0,)]


def test_every_cell_is_landed(ask, truth):
    rows = ask(
        "select section, count(distinct (identificador_b64, row_number)), count(*), count(*) filter (is_spanned)"
        " from raw.lapaz_permit_page_cells group by section"
    )
    assert {section: dict(zip(("rows", "cells", "spanned"), told, strict=True)) for section, *told in rows} == truth[
        "cells"
    ]


def test_parameters_are_keyed_by_code_and_level(ask, truth):
    told = truth["parameters"]
    rows = ask(
        "select code, level, unit, count(*), count(value), round(coalesce(sum(value), 0), 2)"
        " from permits.permit_parameters group by code, level, unit"
    )
    names = ("code", "level", "unit", "rows", "with_value", "sum")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    key = lambda row: (row["code"], row["level"] or "", row["unit"])  # noqa: E731
    assert sorted(found, key=key) == sorted(told["by_code_and_level"], key=key)
    assert ask(
        "select count(*), count(*) filter (value is null), count(*) filter (has_unknown_level),"
        " count(*) filter (has_unknown_unit), count(*) filter (has_unreadable_text or is_repeated or has_unknown_code)"
        " from permits.permit_parameters"
    ) == [(told["rows"], told["null_values"], told["unknown_levels"], told["unknown_units"], 0)]


# --- the merges


def test_permits_and_pages_meet_by_identifier(ask, truth):
    told = truth["merged"]
    assert counts(ask, "permits.permits_merged", "fuente") == {name: told[name] for name in ("API", "Ambos")}
    assert told["HTML"] == 0
    assert ask("select count(*), count(distinct merged_key) from permits.permits_merged") == [(told["rows"],) * 2]
    assert ask(
        "select count(*) from permits.permits_merged where fuente = 'Ambos'"
        " and (codigo_catastral is distinct from codigo_catastral_html or page_outcome_html <> 'ok')"
    ) == [(0,)]


def test_the_cadastral_merge_fans_out_and_says_how_far(ask, truth):
    told = truth["cadastral_merge"]
    assert counts(ask, "permits.cadastral_merge", "fuente") == {
        "Ambos": told["Ambos"],
        "API": told["API"],
        # as in the notebook, a page that was refused or failed is there, without a code
        "HTML": told["HTML"] + told["unanswered"],
    }
    assert ask("select max(permits_on_code * pages_on_code), max(permits_on_code) from permits.cadastral_merge") == [
        (told["most_rows_on_one_code"], truth["permits"]["most_on_one_code"])
    ]
    assert ask("select count(*) from permits.cadastral_merge where is_same_permit") == [(truth["merged"]["Ambos"],)]


# --- the ledger and the published figures


def test_the_ledger_tells_where_every_row_went(ledger, truth):
    layer, permits, pages, parameters = (truth[name] for name in ("layer", "permits", "pages", "parameters"))
    different = layer["features"] - layer["exact_repeats"]
    not_refused = pages["asked"] - pages["refused"]
    fields = sum(section["rows"] for name, section in truth["cells"].items() if name != "Parámetros de Construcción")
    untouched = {
        "find_permit: without_key": different,
        "identify_approved: without_identifier": permits["approved"],
        "one_page_an_identifier: shared_identifier": permits["approved"],
        "ask: not_asked": pages["asked"],
        "match_identifier: without_permit": pages["ok"],
        "read_parameters: without_label": parameters["rows"],
        "read_fields: without_label": fields,
        "know_label: unknown_label": fields,
        "one_value_a_label: repeated_label": fields,
        "merge_by_identifier: lost_in_identifier_merge": permits["rows"],
        "merge_by_code: lost_in_cadastral_merge": permits["rows"],
    }
    assert ledger == {
        "remove_exact_repeats: exact_repeat": (layer["features"], different, layer["exact_repeats"]),
        "choose_version: older_version": (different, permits["rows"], layer["older_versions"]),
        "take_refusals: refused": (pages["asked"], not_refused, pages["refused"]),
        "take_failures: failed": (not_refused, pages["ok"], pages["failed"]),
        "leave_refusals: refused": (pages["asked"], not_refused, pages["refused"]),
        "leave_failures: failed": (not_refused, pages["ok"], pages["failed"]),
        **{name: (rows, rows, 0) for name, rows in untouched.items()},
    }


def test_figures_are_counted_as_the_notebook_counts_them(ask, truth):
    rows = ask("select figure, warehouse_value, agrees, note from quality.notebook_figures where notebook = 'permits'")
    told = truth["notebook"]
    assert {figure: value for figure, value, *_ in rows} == {
        "features": told["features"],
        "permits": truth["permits"]["rows"],
        "cadastral_codes": truth["layer"]["cadastral_codes"],
        "features_without_geometry": truth["layer"]["null_geometry"],
        "most_floors": truth["permits"]["max_floors"],
        "pages_asked": told["asked"],
        "identifiers": told["identifiers"],
        "identifiers_without_year": told["na_identifiers"],
        "pages_answered": told["answered"],
        "pages_refused": told["refused"],
        "pages_timed_out": told["timed_out"],
        "merged_rows_as_written": told["merged_rows"],
        "merged_rows_as_written_matched": told["matches"],
        "merged_rows": truth["cadastral_merge"]["rows"] + truth["cadastral_merge"]["unanswered"],
        "merged_rows_matched": truth["cadastral_merge"]["Ambos"],
        "pages_matched_without_blanks": told["pages_that_match_with_blanks_out"],
    }
    # the replica is smaller than what the notebook read: nothing can agree, and each figure says so
    assert {agrees for *_, agrees, _ in rows} == {None}
    assert all(note.startswith("not comparable: ") for *_, note in rows)


def test_the_notebooks_columns_are_those_that_it_writes(ask, truth):
    found = {name for (name,) in ask("select distinct column_name from intermediate.int_permits__notebook_page_fields")}
    beside = {"error", "identificador_b64", "url"}
    assert found == set(truth["notebook"]["page_columns"]) - beside


def test_people_are_named_in_the_tables_alone(demo):
    """What dbt knows of a column goes to the docs site: there the columns are marked, and no value stands."""
    catalog = json.loads((demo.folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    personal = {
        (node["name"], name)
        for node in catalog["nodes"].values()
        if node["resource_type"] == "model"
        for name, column in node["columns"].items()
        if column["meta"].get("contains_personal_data")
    }
    people = {"solicitante", "arquitecto_nombre", "arquitecto_registro_nacional_cab"}
    assert {("permits", name) for name in people} <= personal
    assert {("permits_merged", name) for name in {*people, "arquitecto_reponsable"}} <= personal
    assert ("permit_pages", "arquitecto_reponsable") in personal
    text = json.dumps([node["description"] for node in catalog["nodes"].values() if "description" in node])
    with duckdb.connect(str(demo.file), read_only=True) as con:
        names = con.execute("select distinct solicitante from permits.permits where solicitante is not null").fetchall()
    assert names
    assert not [name for (name,) in names if name in text]
