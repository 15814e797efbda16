"""The part of truth.json that is about what the pages say."""

from collections import Counter, defaultdict
from typing import Any

from replica import pages
from replica.lapaz.permits import Permit
from replica.lapaz.sheets import KNOWN, Sheet

KNOWN_UNITS = {"m2", "ml", "plantas", "unidades"}


def page_outcomes(permits: list[Permit], sheets: list[Sheet]) -> dict[str, Any]:
    """Right addresses, each once, by what they bring; of the pages that came, how many have each label filled."""
    asked = [permit.answer for permit in permits if permit.approved]
    labels = Counter(label for sheet in sheets for label, text in (sheet.general | sheet.other).items() if text)
    return {
        "asked": len(asked),
        "ok": asked.count("ok"),
        "refused": asked.count("refused"),
        "failed": asked.count("failed"),
        "filled": dict(sorted(labels.items())),
        "codes": len({sheet.permit.plot.code for sheet in sheets}),
    }


def cells(sheets: list[Sheet]) -> dict[str, Any]:
    """Cells of the tables' grids by section: all, and those among them that a rowspan carries down."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for section in (section for sheet in sheets for section in sheet.page):
        written = [cell for row in section.rows for cell in row]
        spanned = sum(cell.rowspan * cell.colspan - 1 for cell in written)
        counts[section.heading] += Counter(rows=len(section.rows), cells=len(written) + spanned, spanned=spanned)
    return {heading: {name: count[name] for name in ("rows", "cells", "spanned")} for heading, count in counts.items()}


def parameters(sheets: list[Sheet]) -> dict[str, Any]:
    """Parameter rows by code, level and unit: `rows`, those `with_value`, their `sum` in the unit."""
    groups: defaultdict[tuple[str, str, str], list[int | None]] = defaultdict(list)
    for sheet in sheets:
        for (code, label), amount in sheet.amounts.items():
            groups[code, pages.word(label), amount.unit].append(amount.hundredths)
    known = {(code, pages.word(label)) for code, label in KNOWN}
    table: list[dict[str, Any]] = [
        {
            "code": code,
            "level": level or None,
            "unit": unit,
            "rows": len(values),
            "with_value": sum(value is not None for value in values),
            "sum": round(sum(value or 0 for value in values) / 100, 2),
        }
        for (code, level, unit), values in sorted(groups.items())
    ]
    return {
        "rows": sum(row["rows"] for row in table),
        "null_values": sum(row["rows"] - row["with_value"] for row in table),
        "unknown_levels": sum(row["rows"] for row in table if (row["code"], row["level"] or "") not in known),
        "unknown_units": sum(row["rows"] for row in table if row["unit"] not in KNOWN_UNITS),
        "by_code_and_level": table,
    }
