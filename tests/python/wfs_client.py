"""A plain WFS client for the replica's tests: what a person types with requests, and nothing of folio's."""

from typing import Any
from xml.etree import ElementTree

import requests

LAYER = "sit:tramitesterritoriales"
WFS = "/geoserver/sit/ows"
Feature = dict[str, Any]


def get(address: str, **params: Any) -> requests.Response:
    query = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": LAYER, **params}
    return requests.get(address + WFS, params=query, timeout=5)


def page(address: str, start: int, count: int, **params: Any) -> dict[str, Any]:
    return get(address, outputFormat="application/json", startIndex=start, count=count, **params).json()


def hits(address: str) -> str | None:
    return ElementTree.fromstring(get(address, resultType="hits").content).get("numberMatched")


def read(address: str, size: int, **params: Any) -> list[Feature]:
    """Reads the layer as a client does that steps by what it got and stops at an empty page."""
    features: list[Feature] = []
    while got := page(address, len(features), size, **params)["features"]:
        features += got
    return features
