"""The plots of land: a cadastral code each, and where it lies."""

import random
from dataclasses import dataclass

from replica.lapaz.words import MACRO_DISTRICTS


@dataclass(frozen=True)
class Plot:
    """A plot; `code` has 15 digits and begins with 0; `point` is longitude and latitude in degrees."""

    code: str
    macro_district: str
    district: int
    quarter: str
    area: float  # m2
    point: tuple[float, float]


def make(rng: random.Random, count: int) -> list[Plot]:
    """`count` plots with different codes."""
    shares = [share for _, share, *_ in MACRO_DISTRICTS]
    plots: dict[str, Plot] = {}
    while len(plots) < count:
        name, _, districts, quarters, (longitude, latitude) = rng.choices(MACRO_DISTRICTS, shares)[0]
        unit = rng.randrange(1, 30) if rng.random() < 0.03 else 0
        code = f"{rng.randrange(1, 51):03d}{rng.randrange(1, 1600):04d}{rng.randrange(1, 60):04d}{unit:04d}"
        point = (
            round(longitude + rng.uniform(-0.015, 0.015), 8),
            round(latitude + rng.uniform(-0.015, 0.015), 8),
        )
        area = round(rng.uniform(80, 1200), 2)
        plots[code] = Plot(code, name, rng.choice(districts), rng.choice(quarters), area, point)
    return list(plots.values())
