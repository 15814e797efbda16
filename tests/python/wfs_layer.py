"""A small layer for the WFS ingester's tests, served by the replica's WFS with whatever goes wrong."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ingest import wfs
from replica.faults import Fault
from replica.messages import Handler, Request, Response
from replica.server import Address, serve
from replica.wfs import Layer, Service, Ways

NAME, KEY, PATH = "sit:tramitesterritoriales", "idPCTramite", "/geoserver/sit/ows"
ATTRIBUTES = {KEY: "decimal", "codigoCatastral": "string", "superficieLegal": "double", "nombre": "string"}
PAGE = "outputFormat"  # stands in the query of every page and in no other
Answer = Callable[[Request], Response | None]


def feature(key: int, **properties: Any) -> str:
    """One feature as GeoJSON text."""
    made = {KEY: key, "codigoCatastral": f"{key:015d}", "superficieLegal": key / 8, "nombre": "ÑANDÚ  S.A."}
    where = {"type": "Point", "coordinates": [-68.1 + key / 1e5, -16.5]}
    whole = {"type": "Feature", "id": f"t.{key}", "geometry": where, "properties": made | properties}
    return json.dumps(whole, ensure_ascii=False)


def layer(count: int = 250, *more: str) -> Layer:
    """Features with the keys 1 to `count`, then `more`."""
    return Layer(NAME, ATTRIBUTES, [*map(feature, range(1, count + 1)), *more], KEY)


@contextmanager
def served(
    of: Layer | None = None,
    ways: Ways | None = None,
    faults: list[Fault] | Callable[[Request], Fault | None] | None = None,
    instead: Callable[[Service], Handler] | None = None,
) -> Iterator[Address]:
    """Serve a layer; `instead` makes a handler around the service, for a server with ways of its own."""
    service = Service(layer() if of is None else of, ways=ways)
    with serve(handlers=[instead(service) if instead else service], faults=faults) as address:
        yield address


def land(address: str, **given: str) -> list[dict[str, Any]]:
    """Land the layer as `python -m ingest wfs lapaz --url …` does."""
    return wfs.land("lapaz", url=address + PATH, **given)


def starts(address: Address) -> list[int]:
    """The startIndex of every page that was asked for."""
    queries = [Request("GET", PATH, entry.query).params() for entry in address.log.entries]
    return [int(query["startindex"]) for query in queries if "startindex" in query]
