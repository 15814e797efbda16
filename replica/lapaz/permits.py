"""The permits: the layer's 26 attributes of each. Their traps are planted in traps.py."""

import base64
import datetime as dt
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from replica.lapaz import plots, words
from replica.lapaz.plots import Plot
from replica.lapaz.sizes import Sizes

# The layer's attributes in its own order, with their XSD types (all but the first may be null).
ATTRIBUTES = {
    "idPCTramite": "decimal",
    "descripcion": "string",
    "idTipoTramite": "int",
    "fechaRegistro": "dateTime",
    "Solicitante": "string",
    "arquitectoNombre": "string",
    "arquitectoRegistroNacionalCAB": "string",
    "nroInmueble": "string",
    "idProyectoDesarrollo": "int",
    "idTipoObra": "int",
    "TipoProyecto": "string",
    "TipoObra": "string",
    "NumeroTramite": "int",
    "Resultado": "string",
    "EstadoTramite": "string",
    "idInsDocumento": "int",
    "nombreArchivo": "string",
    "FechaRegistroArch": "dateTime",
    "codigoCatastral": "string",
    "fechaAprobacion": "dateTime",
    "macroDistrito": "string",
    "distritoMunicipal": "int",
    "cantidadPisos": "int",
    "superficieLegal": "double",
    "nombreEdificio": "string",
    "SuperficieConstruida": "double",
}
BEGIN, END = dt.datetime(2017, 11, 6), dt.datetime(2025, 10, 20)
STATES = ("FINALIZADO", "EN PROCESO", "PAGADO")
STATE_SHARES = {"APROBADO": (85, 0, 15), "OBSERVADO": (30, 60, 10), "RECHAZADO": (95, 0, 5), None: (0, 80, 20)}


@dataclass
class Permit:
    """A permit as it was planned.

    `answer` is what its right address brings: ok, refused, failed, or nothing where it is not approved. `times` are
    in UTC and stand in `properties` as text; `older` are the properties of its older version.
    """

    plot: Plot
    properties: dict[str, Any]
    times: dict[str, dt.datetime]
    point: tuple[float, float] | None
    answer: str = ""
    repeated: bool = False
    older: dict[str, Any] | None = None
    traps: set[str] = field(default_factory=set)

    @property
    def approved(self) -> bool:
        """Whether there is a page to ask for."""
        return bool(self.answer)

    @property
    def year(self) -> int:
        """The year of fechaRegistro in UTC."""
        return self.times["fechaRegistro"].year

    @property
    def identifier(self) -> str:
        """`code|number|year`."""
        return f"{self.plot.code}|{self.properties['NumeroTramite']}|{self.year}"

    @property
    def identifier_b64(self) -> str:
        """The identifier in base64, as an address holds it."""
        return base64.b64encode(self.identifier.encode()).decode()

    def write_times(self, style: Callable[[dt.datetime], str]) -> None:
        """Writes all the permit's times in one style."""
        self.properties |= {name: style(time) for name, time in self.times.items()}


def make(rng: random.Random, sizes: Sizes) -> list[Permit]:
    """All permits, by ascending key, without any trap; the first one is approved and lacks no value."""
    places = plots.make(rng, sizes.codes)
    crowd = rng.choices(places, [1 / (rank + 100) for rank in range(len(places))], k=sizes.permits - sizes.codes)
    owners = [*places, *crowd]
    rng.shuffle(owners)
    approved = _approved(rng, owners, sizes.approved)
    minutes = (END - BEGIN).days * 1440 - 45 * 1440
    times = sorted(BEGIN + dt.timedelta(minutes=rng.randrange(minutes)) for _ in owners)
    keys = itertools.accumulate((rng.randrange(1, 4) for _ in owners), initial=11)
    numbers = itertools.accumulate((rng.randrange(1, 10) for _ in owners), initial=9)
    rows = zip(owners, times, keys, numbers, strict=False)
    return [_permit(rng, *row, approve=index in approved, full=index == 0) for index, row in enumerate(rows)]


def _approved(rng: random.Random, owners: list[Plot], count: int) -> set[int]:
    """Which permits are approved: as in the source, nearly all on codes of their own."""
    alone = sorted({plot.code: number for number, plot in enumerate(owners)}.values())
    chosen = {0, *rng.sample(alone, min(len(alone), round(count * 0.96)))}
    others = sorted(set(range(len(owners))) - chosen)
    return chosen | set(rng.sample(others, count - len(chosen)))


def _permit(
    rng: random.Random, plot: Plot, day: dt.datetime, key: int, number: int, *, approve: bool, full: bool
) -> Permit:
    # offices are open from 8 to 18 h: day and year are the same in La Paz and in UTC; no time falls on a whole second
    opened = dt.timedelta(seconds=rng.randrange(12 * 3600, 21 * 3600), milliseconds=rng.randrange(1, 1000))
    times = {"fechaRegistro": day.replace(hour=0, minute=0) + opened}
    if approve or rng.random() < 0.6:
        times["FechaRegistroArch"] = times["fechaRegistro"] + dt.timedelta(minutes=rng.randrange(60, 6000))
    if approve:
        days = rng.randrange(5, min(400, (END - times["fechaRegistro"]).days))
        times["fechaAprobacion"] = times["fechaRegistro"] + dt.timedelta(days=days, minutes=rng.randrange(60))
    filed = "FechaRegistroArch" in times
    result = "APROBADO" if approve else rng.choices(["OBSERVADO", "RECHAZADO", None], [70, 20, 10])[0]
    work, project = words.pick(rng, words.WORKS), words.pick(rng, words.PROJECTS)

    def maybe(share: float, value: Any) -> Any:
        return value if full or rng.random() < share else None

    properties = {
        "idPCTramite": key,
        "descripcion": rng.choice(words.DESCRIPTIONS),
        "idTipoTramite": rng.randrange(1, 9),
        "fechaRegistro": None,
        "Solicitante": words.person(rng),
        "arquitectoNombre": words.architect(rng),
        "arquitectoRegistroNacionalCAB": f"{rng.randrange(1, 99_999):05d}",
        "nroInmueble": rng.choice(["S/N", str(rng.randrange(100, 3000)), f"0{rng.randrange(1, 99)}"]),
        "idProyectoDesarrollo": maybe(0.8, project[0]),
        "idTipoObra": work[0],
        "TipoProyecto": project[1],
        "TipoObra": work[1],
        "NumeroTramite": number,
        "Resultado": result,
        "EstadoTramite": rng.choices(STATES, STATE_SHARES[result])[0],
        "idInsDocumento": key * 2 + 1 if filed else None,
        "nombreArchivo": f"plano {key} año {day.year}.pdf" if filed else None,
        "FechaRegistroArch": None,
        "codigoCatastral": plot.code,
        "fechaAprobacion": None,
        "macroDistrito": plot.macro_district,
        "distritoMunicipal": plot.district,
        "cantidadPisos": maybe(0.8, min(30, int(rng.lognormvariate(1.2, 0.6)))),
        "superficieLegal": maybe(0.95, plot.area),
        "nombreEdificio": maybe(0.15, f"EDIFICIO IMAGINARIO {rng.randrange(1, 500)}"),
        "SuperficieConstruida": maybe(0.8, round(plot.area * rng.uniform(0.4, 6), 2)),
    }
    permit = Permit(plot, properties, times, plot.point, "ok" if approve else "")
    permit.write_times(words.three_decimals)
    return permit
