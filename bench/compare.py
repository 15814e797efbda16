"""Whether two sides came to the same: rows against rows, counts against what is true."""

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.folio import Folio
from bench.results import Check

Rows = Sequence[tuple[str, ...]]
SHEETS = (
    "barcode", "stain_status", "label_count", "image_count", "specimen_count", "sheet_kind", "rights", "is_cc0",
    "outcome", "is_usable",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A key whose rows differ: `mine` and `theirs` are None where a side has none; `columns`: those that differ."""

    key: str
    mine: tuple[str, ...] | None
    theirs: tuple[str, ...] | None
    columns: tuple[str, ...]

    @property
    def what(self) -> str:
        """In words, from the second side's point of view."""
        if self.theirs is None:
            return "missing"
        return "too many" if self.mine is None else "other values"


def read(path: Path, separator: str) -> list[tuple[str, ...]]:
    """The rows of a file that pandas wrote, header first."""
    # where quotes are honoured, one cell may hold thousands of rows
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter=separator)]


def differences(mine: Rows, theirs: Rows, key: str) -> list[Difference]:
    """What differs between two tables with the same header, row by row of the column `key`, which is unique in each.

    Raises ValueError where the headers differ or the key is not unique: then no row-by-row comparison stands."""
    header = mine[0]
    if tuple(theirs[0]) != tuple(header):
        raise ValueError(f"the columns differ: {', '.join(header)}; {', '.join(theirs[0])}")
    place = header.index(key)
    tables = []
    for rows in (mine, theirs):
        table = {row[place]: row for row in rows[1:]}
        if len(table) != len(rows) - 1:
            raise ValueError(f"{key} is not unique: {len(rows) - 1} rows, {len(table)} values")
        tables.append(table)
    one, other = tables
    return [
        Difference(value, one.get(value), other.get(value), _columns(header, one.get(value), other.get(value)))
        for value in sorted({*one, *other})
        if one.get(value) != other.get(value)
    ]


def _columns(header: Sequence[str], one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...]:
    if one is None or other is None:
        return ()
    return tuple(name for name, a, b in zip(header, one, other, strict=True) if a != b)


def equal(what: str, mine: Rows, theirs: Rows) -> Check:
    """A check that two tables are the same: header, rows and their order."""
    same = len(mine) == len(theirs) and all(a == b for a, b in zip(mine, theirs, strict=True))
    if same:
        return Check(what, True, f"{len(mine) - 1:,} rows, {len(mine[0])} columns")
    odd = next((at for at, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))
    return Check(what, False, f"{len(mine) - 1:,} and {len(theirs) - 1:,} rows; the first difference in line {odd + 1}")


def counts(what: str, found: Mapping[str, Any], true: Mapping[str, Any]) -> Check:
    """A check that every figure of `true` was found, and as it is."""
    wrong = [f"{name} is {found.get(name)}, not {value}" for name, value in true.items() if found.get(name) != value]
    return Check(what, not wrong, "; ".join(wrong[:5]) if wrong else f"all {len(true)}")


def figures(folio: Folio, truth: Mapping[str, Any]) -> Check:
    """folio's value of every figure that the herbarium notebook printed, against the replica's truth."""
    found = folio.query("select figure, warehouse_value from quality.notebook_figures where notebook = 'herbarium'")
    return counts("folio's published figures are the true ones", dict(found), truth["figures"])


def herbarium(folio: Folio, sources: Path, truth: Mapping[str, Any]) -> list[Check]:
    """folio's herbarium against the replica's truth: every figure, every labelled sheet."""
    kept = folio.query("select count(*) from herbarium.mercury_specimens")[0][0]
    counted = folio.query("select count(*) from herbarium.sheets where is_valid_barcode")[0][0]
    totals = {"mercury_specimens": kept, "sheets": counted}
    true = {"mercury_specimens": truth["mercury_specimens"], "sheets": truth["sheets"]["rows"]}
    rows = folio.query(f"select {', '.join(SHEETS)} from herbarium.labelled_sheets order by barcode")
    mine = [SHEETS, *(tuple(_text(cell) for cell in row) for row in rows)]
    return [
        figures(folio, truth),
        counts("folio's sheets and kept specimens are as many as there are", totals, true),
        equal(
            "folio says of every labelled sheet what is true", mine, read(sources / "truth_labelled_sheets.csv", ",")
        ),
    ]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
