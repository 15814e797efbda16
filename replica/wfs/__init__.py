"""A WFS 2.0.0 on loopback, as GeoServer speaks it (OGC 09-025r2, clauses 7 to 11), with the ways in which servers err.

GetCapabilities, DescribeFeatureType and GetFeature by key-value pairs; features as GeoJSON, pages by `startIndex`
and `count`, order by `sortBy`, the total by `resultType=hits`. `Ways` says what this server does differently from a
good one. Transport faults (503, broken bodies, latency) belong to the server that it plugs into.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from replica.messages import Request, Response
from replica.wfs import documents
from replica.wfs.documents import GML, JSON, ServiceError
from replica.wfs.layer import Layer, Sort

__all__ = ["Change", "Layer", "Service", "ServiceError", "Sort", "Ways"]

CRS = '{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4326"}}'
DIRECTIONS = {"A": False, "ASC": False, "D": True, "DESC": True}


@dataclass(frozen=True)
class Change:
    """Once `after` pages of features were sent, adds and removes features; with `again`, after each `after` pages."""

    after: int
    add: int = 0
    remove: int = 0
    again: bool = False


@dataclass(frozen=True)
class Ways:
    """How a server behaves.

    - `cap`: the most features that a page holds, whatever `count` says.
    - `drift`: rows of the page before that each page without `sortBy` begins with; as many of its own are left out, and
      the total stays right. 0: a stable order.
    - `matched`: `count`, `unknown` (hits and pages say so), or `absent` (neither says anything).
    - `error_status`: the HTTP status of an ExceptionReport, 400 (GeoServer) or 200 (MapServer).
    - `encoding`: of the GeoJSON; `content_type` is what the answer says of it.
    - `empty_from`, `empty_times`: the first so many pages whose startIndex is at least that hold no feature.
    - `changes`: how the layer moves while it is read.
    - `edit`: changes each feature as it is sent (a MultiPoint, a code as a number, a field more or less).
    """

    cap: int | None = None
    drift: int = 8
    matched: str = "count"
    error_status: int = 400
    encoding: str = "utf-8"
    content_type: str = "application/json;charset=UTF-8"
    empty_from: int | None = None
    empty_times: int = 1
    changes: tuple[Change, ...] = ()
    edit: Callable[[dict[str, Any]], dict[str, Any]] | None = None


class Service:
    """The service of one layer; an instance is a handler of the replica's server. `layer` may be changed meanwhile."""

    def __init__(self, layer: Layer, path: str = "/geoserver/sit/ows", ways: Ways | None = None) -> None:
        self.layer, self.path, self.ways = layer, path, ways or Ways()
        self._pages = self._emptied = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Response | None:
        """Answers what is asked at the service's path."""
        if request.path != self.path:
            return None
        try:
            return self._answer(request, request.params())
        except ServiceError as error:
            return self._xml(documents.exception_report(error), self.ways.error_status)

    def _answer(self, request: Request, params: dict[str, str]) -> Response:
        if params.get("service", "").upper() != "WFS":
            raise ServiceError("InvalidParameterValue", "service", f"No service: ( {params.get('service', '')} )")
        asked = params.get("request", "")
        if asked.lower() == "getcapabilities":
            return self._xml(documents.capabilities(self.layer, request.address + self.path))
        if asked.lower() not in {"describefeaturetype", "getfeature"}:
            raise ServiceError("OperationNotSupported", "request", f"No such operation WFS {asked}")
        if params.get("version", "2.0.0") != "2.0.0":
            raise ServiceError("InvalidParameterValue", "version", f"Version {params['version']} is not spoken here")
        name = params.get("typenames") or params.get("typename") or ""
        if name not in {self.layer.name, self.layer.name.rpartition(":")[2]}:
            raise ServiceError("InvalidParameterValue", "typeName", f"Feature type {name} unknown")
        if asked.lower() == "describefeaturetype":
            return self._xml(documents.schema(self.layer))
        return self._features(params)

    def _features(self, params: dict[str, str]) -> Response:
        kind, hits = params.get("outputformat", GML), params.get("resulttype", "results").lower() == "hits"
        start, count, sort = number(params, "startindex") or 0, number(params, "count"), self._sort(params)
        if hits and kind != JSON:
            return self._xml(documents.hits(self._matched(len(self.layer))))
        if kind != JSON:
            raise ServiceError(
                "InvalidParameterValue", "outputFormat", f"Failed to find response for output format {kind}"
            )
        if hits:
            return self._json([], len(self.layer))
        sizes = [size for size in (count, self.ways.cap) if size is not None]
        features, total = self._page(sort, start, start + min(sizes) if sizes else None)
        self._count_page()
        return self._json(features, total)

    def _page(self, sort: tuple[Sort, ...], start: int, stop: int | None) -> tuple[list[str], int]:
        features, total = self.layer.page(sort, start, stop)
        with self._lock:
            empty = self.ways.empty_from is not None and start >= self.ways.empty_from
            if empty and self._emptied < self.ways.empty_times:
                self._emptied += 1
                return [], total
        if start and not sort and self.ways.drift:
            # the end of the page before comes again, and as many rows of this page never come
            drift = min(self.ways.drift, start, len(features))
            features = self.layer.page((), start - drift, start)[0] + features[drift:]
        return features, total

    def _count_page(self) -> None:
        """Notes that a page goes out, and moves the layer where that is due."""
        with self._lock:
            self._pages += 1
            for change in self.ways.changes:
                if self._pages == change.after or (change.again and self._pages % change.after == 0):
                    self.layer.remove(change.remove)
                    self.layer.add(change.add)

    def _sort(self, params: dict[str, str]) -> tuple[Sort, ...]:
        """`a,b DESC` (OGC 09-025r2, 7.9.2.5.4; A and D as older servers take them)."""
        parts = []
        for part in filter(None, params.get("sortby", "").split(",")):
            name, _, direction = part.strip().partition(" ")
            if name not in self.layer.attributes or (direction or "ASC").upper() not in DIRECTIONS:
                raise ServiceError(
                    "InvalidParameterValue",
                    "sortBy",
                    f"Illegal property name: {part} for feature type {self.layer.name}",
                )
            parts.append(Sort(name, DIRECTIONS[(direction or "ASC").upper()]))
        return tuple(parts)

    def _matched(self, total: int) -> str | None:
        return {"count": str(total), "unknown": "unknown"}.get(self.ways.matched)

    def _json(self, features: list[str], total: int) -> Response:
        if self.ways.edit:
            edited = [self.ways.edit(json.loads(feature)) for feature in features]
            features = [json.dumps(feature, ensure_ascii=False) for feature in edited]
        stated = {"count": str(total), "unknown": '"unknown"'}.get(self.ways.matched)
        totals = "" if stated is None else f'"totalFeatures":{stated},"numberMatched":{stated},'
        text = (
            f'{{"type":"FeatureCollection","features":[{",".join(features)}],{totals}'
            f'"numberReturned":{len(features)},"timeStamp":"{documents.now()}",'
            f'"crs":{CRS if features else "null"}}}'
        )
        body = text.encode(self.ways.encoding, errors="replace")
        return Response(body, headers={"Content-Type": self.ways.content_type})

    @staticmethod
    def _xml(text: str, status: int = 200) -> Response:
        return Response(text.encode(), status, {"Content-Type": "application/xml"})


def number(params: dict[str, str], name: str) -> int | None:
    """A count among the parameters. Raises ServiceError where it is none."""
    text = params.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise ServiceError("InvalidParameterValue", name, f"{name} is no count: {text}")
    return int(text)
