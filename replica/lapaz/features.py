"""The layer's features in the order in which the server holds them, as GeoServer writes them."""

import json
import random
from collections.abc import Iterator
from typing import Any

from replica.lapaz.permits import Permit

NAME = "sit:tramitesterritoriales"
KEY = "idPCTramite"


def make(rng: random.Random, permits: list[Permit]) -> list[dict[str, Any]]:
    """The features: one a permit, and one more for each repeat and each older version.

    A feature's id counts the rows of the server's table, so a repeat differs in it. The older version comes last: its
    times alone say that it is the older one. The first permit comes first.
    """
    rest = [(permit, permit.properties) for permit in permits[1:]]
    rest += [(permit, permit.properties) for permit in permits if permit.repeated]
    rng.shuffle(rest)
    older = [(permit, permit.older) for permit in permits if permit.older]
    rows = [(permits[0], permits[0].properties), *rest, *older]
    return [_feature(number, permit, properties) for number, (permit, properties) in enumerate(rows, start=1)]


def texts(features: list[dict[str, Any]]) -> Iterator[str]:
    """Each feature as compact JSON, signs beyond ASCII as they are."""
    return (json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)


def _feature(number: int, permit: Permit, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{NAME.rpartition(':')[2]}.{number}",
        "geometry": {"type": "Point", "coordinates": list(permit.point)} if permit.point else None,
        "geometry_name": "geom",
        "properties": properties,
    }
