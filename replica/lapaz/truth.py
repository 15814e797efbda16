"""truth.json: what folio must find in the replica, counted from the plan and never from folio's own results."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from replica import pages
from replica.lapaz.features import KEY
from replica.lapaz.permits import ATTRIBUTES, Permit
from replica.lapaz.sheets import Sheet
from replica.lapaz.truth_pages import cells, page_outcomes, parameters

ADDED_BY_THE_NOTEBOOK = 5  # latitude, longitude, anio_registro, identificador, identificador_b64
BESIDE_THE_TABLES = {"error", "identificador_b64", "url"}
EXAMPLES = 5

Truth = dict[str, Any]


def tell(permits: list[Permit], features: list[dict[str, Any]], sheets: list[Sheet]) -> Truth:
    """All counts and a few examples; each key is explained by the function that fills it."""
    return {
        "layer": layer(permits, features),
        "permits": by_permit(permits),
        "pages": page_outcomes(permits, sheets),
        "cells": cells(sheets),
        "parameters": parameters(sheets),
        "merged": merged(permits),
        "cadastral_merge": cadastral_merge(permits),
        "notebook": notebook(permits, features, sheets),
        "examples": examples(permits, sheets),
    }


def layer(permits: list[Permit], features: list[dict[str, Any]]) -> Truth:
    """Features as the server holds them. `without_fraction` and the like count features by their fechaRegistro."""
    traps = Counter(trap for permit in permits for trap in permit.traps)
    return {
        "features": len(features),
        "permits": len(permits),
        "exact_repeats": sum(permit.repeated for permit in permits),
        "older_versions": sum(permit.older is not None for permit in permits),
        "approved_features": sum(feature["properties"].get("Resultado") == "APROBADO" for feature in features),
        "cadastral_codes": len({permit.plot.code for permit in permits}),
        "null_geometry": sum(feature["geometry"] is None for feature in features),
        "without_fraction": traps["no_fraction"],
        "six_decimals": traps["six_decimals"],
        "with_offset": traps["offset"] + traps["offset_new_year"],
        "with_absent_keys": sum(len(feature["properties"]) < len(ATTRIBUTES) for feature in features),
    }


def by_permit(permits: list[Permit]) -> Truth:
    """Permits, each once, by its latest version. `versions` counts different versions, `features` repeats as well."""
    latest = [permit.properties for permit in permits]
    floors = [row["cantidadPisos"] for row in latest if row.get("cantidadPisos") is not None]
    return {
        "rows": len(permits),
        "approved": sum(permit.approved for permit in permits),
        "identifiers": len({permit.identifier for permit in permits}),
        "by_resultado": count_values(row.get("Resultado") for row in latest),
        "by_estado_tramite": count_values(row["EstadoTramite"] for row in latest),
        "by_macro_distrito": count_values(row["macroDistrito"] for row in latest),
        "by_distrito_municipal": count_values(row["distritoMunicipal"] for row in latest),
        "by_anio_registro": count_values(permit.year for permit in permits),
        "by_versions": count_values(1 + (permit.older is not None) for permit in permits),
        "by_features": count_values(1 + (permit.older is not None) + permit.repeated for permit in permits),
        "without_point": sum(permit.point is None for permit in permits),
        "max_floors": max(floors),
        "implausible_floors": sum("slip" in permit.traps for permit in permits),
        "outside_la_paz": sum("outside" in permit.traps for permit in permits),
        "most_on_one_code": max(Counter(permit.plot.code for permit in permits).values()),
    }


def merged(permits: list[Permit]) -> Truth:
    """The outer merge of permits and good pages by identifier: rows by `fuente`."""
    both = sum(permit.answer == "ok" for permit in permits)
    return {"rows": len(permits), "Ambos": both, "API": len(permits) - both, "HTML": 0}


def cadastral_merge(permits: list[Permit]) -> Truth:
    """The outer merge of permits and good pages by cadastral code. The `unanswered` have no code and match nothing."""
    on_code = Counter(permit.plot.code for permit in permits)
    pages_on = Counter(permit.plot.code for permit in permits if permit.answer == "ok")
    both = sum(count * on_code[code] for code, count in pages_on.items())
    alone = sum(count for code, count in on_code.items() if not pages_on[code])
    return {
        "rows": both + alone,
        "Ambos": both,
        "API": alone,
        "HTML": 0,
        "unanswered": sum(permit.answer in {"refused", "failed"} for permit in permits),
        "most_rows_on_one_code": max(count * on_code[code] for code, count in pages_on.items()),
    }


def notebook(permits: list[Permit], features: list[dict[str, Any]], sheets: list[Sheet]) -> Truth:
    """The figures that the notebook would print. It asks once an approved feature, and understands no time without
    a fraction; it merges features and pages on codes that are written in two ways.
    """
    once = [permit for permit in permits for _ in range(1 + permit.repeated) if permit.approved]
    lost = [permit for permit in once if "no_fraction" in permit.traps]
    answers = Counter("refused" if "no_fraction" in permit.traps else permit.answer for permit in once)
    layer_codes = Counter(feature["properties"]["codigoCatastral"] for feature in features)
    columns, written = set(BESIDE_THE_TABLES), 0
    for sheet in sheets:
        if "no_fraction" not in sheet.permit.traps:
            names = [pages.column_name(s.heading, [c.text for c in row[:-1]]) for s in sheet.page for row in s.rows]
            columns |= set(names)
            written += len(names) - len(set(names))
    answered = [permit for permit in once if permit.answer == "ok" and permit not in lost]
    return {
        "features": len(features),
        "asked": len(once),
        "identifiers": len({permit.identifier for permit in once}),
        "na_identifiers": len(lost),
        "answered": answers["ok"],
        "refused": answers["refused"],
        "timed_out": answers["failed"],
        "merged_rows": len(features) + len(once),
        "matches": 0,
        "matches_with_blanks_out": sum(layer_codes[permit.plot.code] for permit in answered),
        "pages_that_match_with_blanks_out": sum(permit.plot.code in layer_codes for permit in answered),
        "page_columns": sorted(columns),
        "merged_columns": len(ATTRIBUTES) + ADDED_BY_THE_NOTEBOOK + len(columns),  # less the shared code, plus fuente
        "values_overwritten": written,
    }


def examples(permits: list[Permit], sheets: list[Sheet]) -> Truth:
    """A few permits for each trap, with what identifies them and what the trap is about."""
    found: defaultdict[str, list[Truth]] = defaultdict(list)
    plans = {id(sheet.permit): sheet for sheet in sheets}
    for permit in permits:
        sheet = plans.get(id(permit))
        for trap in sorted(permit.traps | (sheet.traps if sheet else set())):
            if len(found[trap]) < EXAMPLES:
                found[trap].append(_example(permit, sheet))
    found["plain"] = [_example(sheet.permit, sheet) for sheet in sheets[:EXAMPLES]]
    return dict(sorted(found.items()))


def _example(permit: Permit, sheet: Sheet | None) -> Truth:
    return {
        "id_pc_tramite": permit.properties[KEY],
        "identificador": permit.identifier,
        "identificador_b64": permit.identifier_b64,
        "page_outcome": permit.answer or None,
        "fechaRegistro": permit.properties["fechaRegistro"],
        "fecha_registro_utc": permit.times["fechaRegistro"].isoformat(sep=" ", timespec="microseconds"),
        "cantidad_pisos": permit.properties.get("cantidadPisos"),
        "longitude_latitude": permit.point,
        "general": sheet.general if sheet else None,
        "parameters": [
            [code, pages.word(label) or None, amount.text] for (code, label), amount in sheet.amounts.items()
        ]
        if sheet
        else None,
    }


def count_values(values: Iterable[Any]) -> dict[str, int]:
    """How often each value occurs; null is counted under `null`."""
    return dict(sorted(Counter("null" if value is None else str(value) for value in values).items()))
