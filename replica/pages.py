"""Permit pages as the city's site writes them: three `h5` headings, each followed by a table.

A page is plain data: sections, each of rows, each of the cells that stand in the HTML of that row. A cell that
hangs down (`rowspan`) stands in its first row alone, so the rows below it are shorter, as in the HTML. `render`
makes HTML of any such page; `from_flattened` makes a page of one row of the notebook's flattened file.
"""

import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import NamedTuple

REFUSAL = "No fue posible procesar la solicitud"
GENERAL, PARAMETERS, OTHER = "Datos Generales", "Parámetros de Construcción", "Otros datos"


class Cell(NamedTuple):
    """A `td` (or `th`): its text, and how many rows and columns it covers."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    tag: str = "td"


class Section(NamedTuple):
    """A heading and the rows of the table behind it."""

    heading: str
    rows: Sequence[Sequence[Cell]]


Page = Sequence[Section]


class Parameter(NamedTuple):
    """A construction parameter: the code and the name in its first two cells, and its levels in page order.

    `levels` holds (label, unit); a parameter without levels has the one label "".
    """

    code: str
    name: str
    levels: tuple[tuple[str, str], ...]


def _levels(unit: str, *labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, unit) for label in labels or ("",))


# AMC and AME stand before AMF: that is what the flattened file shows, where `Torre` bears the unit of AMF.
KNOWN_PARAMETERS = (
    Parameter("ALE", "Área de lote edificable", _levels("m2")),
    Parameter("FML", "Frente mínimo de lote", _levels("ml")),
    Parameter("AMC", "Área máxima a cubrir", _levels("m2", "Sótano", "Semisótano", "Zócalo", "Torre")),
    Parameter("AME", "Área máxima a edificar", _levels("m2", "Zócalo", "Mezzanine", "Torre")),
    Parameter(
        "AMF",
        "Altura máxima de fachada",
        _levels("plantas", "Sótano", "Semisótano", "Zócalo", "Torre", "Altillo"),
    ),
    Parameter("AMV", "Área mínima verde", _levels("m2")),
    Parameter(
        "RME",
        "Retiro mínimo de edificación torre",
        _levels("ml", "Frontal", "Fondo", "Lateral 1", "Lateral 2"),
    ),
    Parameter("RME Zócalo", "Retiro mínimo de edificación zócalo", _levels("ml", "Frontal")),
    Parameter("Voladizo", "Voladizo sobre retiro frontal", _levels("ml")),
    Parameter("NMP", "Número mínimo de parqueos", _levels("unidades")),
)
GENERAL_LABELS = (
    "Código catastral",
    "Zona referencial",
    "Patrón de asentamiento",
    "Normativa según informe",
    "Informe",
    "Fecha aprobación",
)
OTHER_LABELS = ("Arquitecto reponsable", "Tipo de obra", "Tipo de proyecto")  # sic: "reponsable"
NOT_ON_THE_PAGE = {"error", "identificador_b64", "url"}

Values = Mapping[tuple[str, str], str]
"""The text of each value by (code, label of the level)."""


def plain_rows(values: Iterable[tuple[str, str]]) -> list[list[Cell]]:
    """Rows of two cells, a label and its value."""
    return [[Cell(label), Cell(value)] for label, value in values]


def parameter_rows(parameters: Iterable[Parameter], values: Values) -> list[list[Cell]]:
    """The rows of the parameters' table; code and name hang down beside the levels below the first."""
    rows = []
    for parameter in parameters:
        hanging = [Cell(parameter.code, len(parameter.levels)), Cell(parameter.name, len(parameter.levels))]
        for label, _ in parameter.levels:
            own = [Cell(label)] if label else []
            rows.append([*hanging, *own, Cell(values[parameter.code, label])])
            hanging = []
    return rows


def render(page: Page, title: str = "Permiso de construcción") -> str:
    """The page as HTML; every text is escaped, nothing else is changed in it."""
    body = "".join(map(_section, page))
    return _document(title, body or "<p></p>\n")


def refusal() -> str:
    """The page that the site shows where it has none, with status 200."""
    return _document("Aviso", f'<div class="alert alert-warning">{REFUSAL}</div>\n')


def from_flattened(row: Mapping[str, str], lost: Values | None = None) -> list[Section]:
    """The page that the notebook flattened to `row` (its own column names; an empty value is a row that is absent).

    The flattening keeps one value a last label, so the earlier rows of that label are not in `row`: they come
    from `lost`, or are made up by `invented`. Raises ValueError where a column has no place on a page.
    """
    unknown = {column for column in row if column not in NOT_ON_THE_PAGE} - set(_columns().values())
    if unknown:
        raise ValueError(f"no place on a page for {', '.join(sorted(unknown))}")
    values = {place: row.get(column, "") for place, column in _columns().items()}
    made_up = invented(row["url"]) if lost is None else lost
    measures = {place: values.get((PARAMETERS, *place)) or made_up.get(place, "") for place in _places()}
    parts = {
        heading: plain_rows((label, values[heading, label]) for label in labels if values[heading, label])
        for heading, labels in ((GENERAL, GENERAL_LABELS), (OTHER, OTHER_LABELS))
    }
    table = parameter_rows(KNOWN_PARAMETERS, measures)
    return [Section(GENERAL, parts[GENERAL]), Section(PARAMETERS, table), Section(OTHER, parts[OTHER])]


def invented(seed: str) -> dict[tuple[str, str], str]:
    """Made-up areas for the rows that the flattening lost; the same for the same `seed`."""
    kept = {place[1:] for place in _columns() if place[0] == PARAMETERS}
    lost = [place for place in _places() if place not in kept]
    return {place: f"{zlib.crc32(f'{seed} {place}'.encode()) % 200_000 / 100:.2f} m2" for place in lost}


def column_name(heading: str, labels: Sequence[str]) -> str:
    """The notebook's name for the value behind `labels`, the cells before it in its own HTML row."""
    prefix = {GENERAL: "gral", PARAMETERS: "par", OTHER: "otro"}[heading]
    return f"{prefix}__{'_sub_'.join(map(word, labels))}"


def word(label: str) -> str:
    """`Lateral 1` as a name, `lateral_1`: lower case, ñ as ni, accents off, blanks as `_`, other signs out."""
    text = unicodedata.normalize("NFD", label.lower().replace("ñ", "ni")).replace(" ", "_")
    return "".join(sign for sign in text if sign.isascii() and (sign.isalnum() or sign == "_"))


def _places() -> list[tuple[str, str]]:
    return [(parameter.code, label) for parameter in KNOWN_PARAMETERS for label, _ in parameter.levels]


@cache
def _columns() -> dict[tuple[str, ...], str]:
    """The column of each place on a page, for the places whose value the flattening keeps: the last of a name."""
    owners: dict[str, tuple[str, ...]] = {}
    for heading, labels in ((GENERAL, GENERAL_LABELS), (OTHER, OTHER_LABELS)):
        owners |= {column_name(heading, [label]): (heading, label) for label in labels}
    for parameter in KNOWN_PARAMETERS:
        for number, (label, _) in enumerate(parameter.levels):
            before = [] if number else [parameter.code, parameter.name]
            name = column_name(PARAMETERS, [*before, *([label] if label else [])])
            owners[name] = (PARAMETERS, parameter.code, label)
    return {place: name for name, place in owners.items()}


def _section(section: Section) -> str:
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in section.rows)
    heading = f"<h5>{escape(section.heading)}</h5>\n"
    return f'<div class="card">\n{heading}<table class="table table-sm">\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n'


def _cell(cell: Cell) -> str:
    spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return f"<{cell.tag}{spans}>{escape(cell.text, quote=False)}</{cell.tag}>"


def _document(title: str, body: str) -> str:
    head = f'<meta charset="utf-8">\n<title>{escape(title, quote=False)}</title>\n'
    return (
        f'<!DOCTYPE html>\n<html lang="es">\n<head>\n{head}</head>\n<body>\n'
        f'<div class="container">\n{body}</div>\n</body>\n</html>\n'
    )
