"""What the permits' pages say: the general and other data, and the construction parameters with their traps."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from replica import pages
from replica.lapaz import words
from replica.lapaz.permits import Permit

COUNTED = {"plantas", "unidades"}  # units of whole numbers
Place = tuple[str, str]  # code, label of the level ("" where the parameter has none)


class Amount(NamedTuple):
    """A value of a parameter; `hundredths` of the unit, None where the page says `null`."""

    hundredths: int | None
    unit: str

    @property
    def text(self) -> str:
        """`365.64 m2`, `5 plantas`, `null plantas`."""
        if self.hundredths is None:
            return f"null {self.unit}"
        number = f"{self.hundredths // 100}" if self.unit in COUNTED else f"{self.hundredths / 100:.2f}"
        return f"{number} {self.unit}"


@dataclass
class Sheet:
    """A page as it was planned: labels and texts, and the amount at each place of the parameters' table."""

    permit: Permit
    general: dict[str, str]
    amounts: dict[Place, Amount]
    other: dict[str, str]
    traps: set[str] = field(default_factory=set)

    @property
    def page(self) -> list[pages.Section]:
        """The page as sections, rows and cells."""
        texts = {place: amount.text for place, amount in self.amounts.items()}
        return [
            pages.Section(pages.GENERAL, pages.plain_rows(self.general.items())),
            pages.Section(pages.PARAMETERS, pages.parameter_rows(self._parameters(), texts)),
            pages.Section(pages.OTHER, pages.plain_rows(self.other.items())),
        ]

    def _parameters(self) -> list[pages.Parameter]:
        """The known parameters, with the levels that this page has besides."""
        more: dict[str, list[tuple[str, str]]] = {}
        for code, label in self.amounts.keys() - KNOWN:
            more.setdefault(code, []).append((label, ""))
        return [known._replace(levels=(*known.levels, *more.get(known.code, ()))) for known in pages.KNOWN_PARAMETERS]


KNOWN = {(known.code, label) for known in pages.KNOWN_PARAMETERS for label, _ in known.levels}


def make(rng: random.Random, permits: list[Permit]) -> list[Sheet]:
    """The pages of the permits that have one, in the permits' order."""
    sheets = [_sheet(rng, permit) for permit in permits if permit.answer == "ok"]
    # one page each, all different, and none of the permits that bear a trap of the layer
    plain = [sheet for sheet in sheets[1:] if not sheet.permit.traps]
    rng.shuffle(plain)
    level, strange, unit, *plain = plain
    level.amounts["AMF", "Azotea"] = Amount(100, "plantas")  # a level that is known nowhere
    strange.amounts["AME", "Altillo"] = Amount(1234, "m2")  # a level that is known, of another parameter
    unit.amounts["FML", ""] = Amount(6299, "pies")
    for sheet, trap in ((level, "unknown_level"), (strange, "unknown_level"), (unit, "unknown_unit")):
        sheet.traps.add(trap)
    for _ in range(max(1, round(len(sheets) * 0.003))):
        _without_floors(plain.pop())
    for _ in range(max(1, round(len(sheets) * 0.036))):
        _without_pattern(plain.pop())
    return sheets


def _sheet(rng: random.Random, permit: Permit) -> Sheet:
    plot, number = permit.plot, permit.properties["NumeroTramite"]
    year = permit.times["fechaAprobacion"].year
    general = {
        "Código catastral": words.spaced_code(plot.code),
        "Zona referencial": plot.quarter,
        "Patrón de asentamiento": rng.choice(words.PATTERNS).format(plot.district),
        "Informe": rng.choice(words.OFFICES).format(number, year),
        "Fecha aprobación": words.spanish_date(permit.times["fechaAprobacion"]),
    }
    other = {"Arquitecto reponsable": permit.properties["arquitectoNombre"]}
    if permit.year < 2024:  # later pages lack the two, here as a row that is absent or a cell that is empty
        other |= {"Tipo de obra": permit.properties["TipoObra"], "Tipo de proyecto": permit.properties["TipoProyecto"]}
    elif rng.random() < 0.5:
        other |= {"Tipo de obra": "", "Tipo de proyecto": ""}
    return Sheet(permit, general, _amounts(rng, round(plot.area * 100)), other)


def _amounts(rng: random.Random, area: int) -> dict[Place, Amount]:
    """The amounts of one page; `area` is the plot's, in hundredths of m2."""

    def some(share: float, low: int, high: int) -> int:
        return rng.randrange(low, high) if rng.random() < share else 0

    floors = rng.choices(range(2, 13), [12, 28, 27, 15, 6, 7, 2, 1, 1, 1, 1])[0]
    tower = area * rng.randrange(40, 75) // 100
    below = rng.choices(range(4), [82, 14, 3, 1])[0]
    numbers: Mapping[Place, int] = {
        ("ALE", ""): area,
        ("FML", ""): rng.randrange(400, 2500),
        ("AMC", "Sótano"): tower if below else 0,
        ("AMC", "Semisótano"): some(0.2, 1000, 30_000),
        ("AMC", "Zócalo"): some(0.05, 1000, 30_000),
        ("AMC", "Torre"): tower,
        ("AME", "Zócalo"): some(0.02, 1000, 60_000),
        ("AME", "Torre"): tower * floors,
        ("AMF", "Sótano"): below * 100,
        ("AMF", "Semisótano"): some(0.2, 1, 3) * 100,
        ("AMF", "Zócalo"): some(0.04, 1, 3) * 100,
        ("AMF", "Torre"): floors * 100,
        ("AMF", "Altillo"): some(0.03, 1, 2) * 100,
        ("AMV", ""): some(0.9, 500, 12_000),
        ("RME", "Frontal"): some(0.45, 100, 700),
        ("RME", "Fondo"): some(0.04, 200, 700),
        ("RME", "Lateral 1"): some(0.02, 200, 600),
        ("RME", "Lateral 2"): some(0.02, 200, 600),
        ("RME Zócalo", "Frontal"): some(0.03, 300, 400),
        ("Voladizo", ""): some(0.6, 50, 150),
        ("NMP", ""): some(0.55, 1, 25) * 100,
    }
    units = {(known.code, label): unit for known in pages.KNOWN_PARAMETERS for label, unit in known.levels}
    return {place: Amount(numbers.get(place, 0), unit) for place, unit in units.items()}


def _without_floors(sheet: Sheet) -> None:
    """`null plantas`, at the three levels where the source has it."""
    for label in ("Sótano", "Semisótano", "Altillo"):
        sheet.amounts["AMF", label] = Amount(None, "plantas")
    sheet.traps.add("null_plantas")


def _without_pattern(sheet: Sheet) -> None:
    """As in the source: where a report stands for the settlement pattern, the area to build on is `null m2`."""
    del sheet.general["Patrón de asentamiento"]
    sheet.general["Normativa según informe"] = (
        f"DATC-UACT N° {sheet.permit.properties['NumeroTramite']}/{sheet.permit.year}"
    )
    sheet.amounts["ALE", ""] = Amount(None, "m2")
    sheet.traps.add("null_area")
