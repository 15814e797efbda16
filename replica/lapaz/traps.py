"""The layer's traps, planted on permits: each trap on permits of its own, none on the first (readers guess from it)."""

import datetime as dt
import itertools
import random

from replica.lapaz import words
from replica.lapaz.permits import Permit
from replica.lapaz.sizes import Sizes

SLIPS = (1476, 305, 120)  # floors; the highest of the other permits has 30
STRAY_POINTS = ((-63.1821, -17.7833), (-16.5002, -68.1343))  # another city; longitude and latitude swapped
NEW_YEAR = dt.datetime(2019, 1, 1, 2, 30, 0, 250_000)  # in La Paz it is still 2018


def plant(rng: random.Random, sizes: Sizes, permits: list[Permit]) -> None:
    """Changes `permits` in place, so that they hold every trap of the layer as often as `sizes` says."""
    approved = [permit for permit in permits[1:] if permit.approved]
    others = [permit for permit in permits[1:] if not permit.approved]
    rng.shuffle(approved)
    rng.shuffle(others)
    for permit in _take(approved, sizes.repeats, "repeated"):
        permit.repeated = True
    for permit in _take(approved, sizes.versions, "two_versions"):
        permit.older = _older(permit)
    for permit in _take(approved, sizes.refused, "refused"):
        permit.answer = "refused"
    for permit in _take(approved, sizes.timed_out, "timed_out"):
        permit.answer = "failed"
    without_fraction = _take(approved, sizes.approved_without_fraction, "no_fraction")
    without_fraction += _take(others, sizes.others_without_fraction, "no_fraction")
    for permit in without_fraction:
        permit.times = {name: time.replace(microsecond=0) for name, time in permit.times.items()}
        permit.write_times(words.no_fraction)
    for permit in _take(others, 1, "offset_new_year"):
        permit.times = {name: NEW_YEAR + (time - permit.times["fechaRegistro"]) for name, time in permit.times.items()}
        permit.write_times(words.with_offset)

    rest = [*approved, *others]
    rng.shuffle(rest)
    for permit in _take(rest, sizes.six_decimals, "six_decimals"):
        shift = dt.timedelta(microseconds=rng.randrange(1, 1000))
        permit.times = {name: time + shift for name, time in permit.times.items()}
        permit.write_times(words.six_decimals)
    for permit in _take(rest, sizes.offsets, "offset"):
        permit.write_times(words.with_offset)
    for permit in _take(rest, sizes.null_geometry, "null_geometry"):
        permit.point = None
    for permit, floors in zip(_take(rest, sizes.slips, "slip"), itertools.cycle(SLIPS), strict=False):
        permit.properties["cantidadPisos"] = floors
    for permit, point in zip(_take(rest, sizes.outside, "outside"), itertools.cycle(STRAY_POINTS), strict=False):
        permit.point = point
    for permit in _take(rest, sizes.absent_keys, "absent_keys"):
        permit.properties |= {"nombreEdificio": None, "SuperficieConstruida": None}
        permit.properties = {name: value for name, value in permit.properties.items() if value is not None}


def _take(pool: list[Permit], count: int, trap: str) -> list[Permit]:
    """Takes `count` permits out of the pool, and marks them."""
    taken = [pool.pop() for _ in range(count)]
    for permit in taken:
        permit.traps.add(trap)
    return taken


def _older(permit: Permit) -> dict[str, object]:
    """The version before the approval: another result, no approval, an older document."""
    filed = permit.times["fechaRegistro"] + dt.timedelta(minutes=30)
    return permit.properties | {
        "Resultado": "OBSERVADO",
        "EstadoTramite": "EN PROCESO",
        "idInsDocumento": permit.properties["idInsDocumento"] - 1,
        "FechaRegistroArch": words.three_decimals(filed),
        "fechaAprobacion": None,
    }
