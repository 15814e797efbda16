"""The replica's WFS: what a good server does, and each way in which servers err."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from wfs_client import LAYER, get, hits, page, read

from replica import lapaz
from replica.faults import Fault
from replica.server import serve
from replica.wfs import Change, Layer, Service, Ways

OWS = "{http://www.opengis.net/ows/1.1}"
Feature = dict[str, Any]
Start = Callable[..., tuple[str, Service]]


def exception(response: requests.Response) -> tuple[str, str, str]:
    found = ElementTree.fromstring(response.content).find(f"{OWS}Exception")
    assert found is not None
    return found.get("exceptionCode", ""), found.get("locator", ""), found.findtext(f"{OWS}ExceptionText", "")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with the replica of 695 permits."""
    root = tmp_path_factory.mktemp("replica")
    lapaz.generate(root / "lapaz", scale=0.05, seed=7)
    return root


@pytest.fixture(scope="module")
def address(small: Path) -> Iterator[str]:
    with serve(handlers=lapaz.handlers(small / "lapaz", stall=0.05)) as running:
        yield running


@pytest.fixture(scope="module")
def truth(small: Path) -> dict[str, Any]:
    return json.loads((small / "lapaz" / "truth.json").read_text(encoding="utf-8"))


# --- the WFS: what a good server does


def test_capabilities_and_schema(address: str) -> None:
    capabilities = ElementTree.fromstring(get(address, request="GetCapabilities").content)
    names = [element.text for element in capabilities.iter("{http://www.opengis.net/wfs/2.0}Name")]
    assert names == [LAYER]
    schema = ElementTree.fromstring(get(address, request="DescribeFeatureType").content)
    types = {e.get("name"): e.get("type") for e in schema.iter("{http://www.w3.org/2001/XMLSchema}element")}
    assert len([name for name in types if name not in {"geom", "tramitesterritoriales"}]) == 26
    assert types["codigoCatastral"] == "xs:string"
    assert types["fechaRegistro"] == "xs:dateTime"
    assert types["geom"] == "gml:PointPropertyType"


def test_hits_and_pages_count_alike(address: str, truth: dict[str, Any]) -> None:
    total = truth["layer"]["features"]
    assert hits(address) == str(total)
    got = page(address, 0, 10, sortBy="idPCTramite")
    assert (got["totalFeatures"], got["numberMatched"], got["numberReturned"]) == (total, total, 10)
    assert dt.datetime.fromisoformat(got["timeStamp"]).tzinfo is not None
    assert page(address, total, 10)["features"] == []


@pytest.mark.parametrize("direction", ["", " ASC", " A", " DESC", " D"])
def test_sorted_pages_hold_each_feature_once(address: str, truth: dict[str, Any], direction: str) -> None:
    features = read(address, 97, sortBy="idPCTramite" + direction)
    assert len({feature["id"] for feature in features}) == len(features) == truth["layer"]["features"]
    keys = [feature["properties"]["idPCTramite"] for feature in features]
    assert keys == sorted(keys, reverse="D" in direction)


def test_sort_by_two_attributes_nulls_last(address: str) -> None:
    rows = [f["properties"] for f in read(address, 1000, sortBy="nombreEdificio,idPCTramite DESC")]
    pairs = [(row.get("nombreEdificio") or "~", -row["idPCTramite"]) for row in rows]
    assert pairs == sorted(pairs)


def test_unsorted_pages_repeat_and_lose_while_the_total_is_right(address: str, truth: dict[str, Any]) -> None:
    features = read(address, 300)
    ids = Counter(feature["id"] for feature in features)
    total = truth["layer"]["features"]
    assert len(features) == total
    assert set(ids.values()) == {1, 2}
    assert len(ids) == total - 16


@pytest.mark.parametrize(
    ("params", "code", "locator", "words"),
    [
        ({"typeNames": "sit:otra"}, "InvalidParameterValue", "typeName", "Feature type sit:otra unknown"),
        ({"outputFormat": "text/<x>"}, "InvalidParameterValue", "outputFormat", "text/<x>"),
        ({}, "InvalidParameterValue", "outputFormat", "gml"),
        ({"request": "GetFeatures"}, "OperationNotSupported", "request", "GetFeatures"),
        ({"service": "WMS"}, "InvalidParameterValue", "service", "WMS"),
        ({"version": "3.0.0"}, "InvalidParameterValue", "version", "3.0.0"),
        ({"sortBy": "otra"}, "InvalidParameterValue", "sortBy", "Illegal property name: otra"),
        ({"sortBy": "idPCTramite UP"}, "InvalidParameterValue", "sortBy", "idPCTramite UP"),
        ({"count": "-1"}, "InvalidParameterValue", "count", "-1"),
        ({"startIndex": "x"}, "InvalidParameterValue", "startindex", "x"),
    ],
)
def test_errors_are_exception_reports(
    address: str, params: dict[str, str], code: str, locator: str, words: str
) -> None:
    response = get(address, **params)
    assert response.status_code == 400
    found = exception(response)
    assert found[:2] == (code, locator)
    assert words in found[2]


# --- the WFS: what other servers do


@pytest.fixture
def service(small: Path) -> Iterator[Start]:
    """Serves the small layer in the ways given: service(ways, faults=...) -> its address and the service."""
    with ExitStack() as running:

        def start(ways: Ways | None = None, **options: Any) -> tuple[str, Service]:
            made = lapaz.service(small / "lapaz", ways)
            return running.enter_context(serve(handlers=[made], **options)), made

        yield start


def test_an_error_may_come_with_status_200(service: Start) -> None:
    running, _ = service(Ways(error_status=200))
    response = get(running, typeNames="sit:otra")
    assert response.status_code == 200
    assert exception(response)[0] == "InvalidParameterValue"


def test_a_cap_shortens_pages_but_not_the_total(service: Start, truth: dict[str, Any]) -> None:
    running, _ = service(Ways(cap=100))
    got = page(running, 0, 5000, sortBy="idPCTramite")
    assert (len(got["features"]), got["numberReturned"]) == (100, 100)
    assert got["numberMatched"] == truth["layer"]["features"]
    assert len(get(running, outputFormat="application/json").json()["features"]) == 100


def test_the_number_matched_may_be_unknown_or_absent(service: Start) -> None:
    running, _ = service(Ways(matched="unknown"))
    assert hits(running) == "unknown"
    assert page(running, 0, 1)["numberMatched"] == "unknown"
    running, _ = service(Ways(matched="absent"))
    assert hits(running) is None
    assert not {"numberMatched", "totalFeatures"} & set(page(running, 0, 1))


def test_an_empty_page_comes_once_or_always(service: Start) -> None:
    running, _ = service(Ways(empty_from=200))
    lengths = [len(page(running, start, 100, sortBy="idPCTramite")["features"]) for start in (0, 200, 200, 300)]
    assert lengths == [100, 0, 100, 100]
    running, _ = service(Ways(empty_from=200, empty_times=10**6))
    assert len(read(running, 100, sortBy="idPCTramite")) == 200


def test_the_layer_may_shrink_and_grow_while_it_is_read(service: Start, truth: dict[str, Any]) -> None:
    total = truth["layer"]["features"]
    running, _ = service(Ways(changes=(Change(after=1, remove=10),)))
    features = read(running, 300, sortBy="idPCTramite")
    assert len(features) == total - 10
    assert hits(running) == str(total - 10)
    keys = [feature["properties"]["idPCTramite"] for feature in features]
    running, _ = service(Ways(changes=(Change(after=1, add=3, again=True),)))
    assert len(page(running, 0, 5, sortBy="idPCTramite DESC")["features"]) == 5
    newest = page(running, 0, 3, sortBy="idPCTramite DESC")["features"]
    assert min(feature["properties"]["idPCTramite"] for feature in newest) > max(keys)
    assert hits(running) == str(total + 6)


def test_a_test_may_change_the_layer_itself(service: Start, truth: dict[str, Any]) -> None:
    running, made = service()
    made.layer.remove(2)
    made.layer.add(1)
    assert hits(running) == str(truth["layer"]["features"] - 1)


def test_latin_1_declared_or_not(service: Start) -> None:
    running, _ = service(Ways(encoding="latin-1", content_type="application/json"))
    response = get(running, outputFormat="application/json", count=50)
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("utf-8")
    assert "Ñ" in response.content.decode("latin-1")
    running, _ = service(Ways(encoding="latin-1", content_type="application/json; charset=ISO-8859-1"))
    assert "Ñ" in get(running, outputFormat="application/json", count=50).text


def test_features_may_be_edited(service: Start) -> None:
    def multipoint(feature: Feature) -> Feature:
        if feature["geometry"]:
            feature["geometry"] = {"type": "MultiPoint", "coordinates": [feature["geometry"]["coordinates"]]}
        feature["properties"]["codigoCatastral"] = int(feature["properties"]["codigoCatastral"])
        return feature

    running, _ = service(Ways(edit=multipoint))
    features = read(running, 400, sortBy="idPCTramite")
    assert {feature["geometry"]["type"] for feature in features if feature["geometry"]} == {"MultiPoint"}
    assert all(isinstance(feature["properties"]["codigoCatastral"], int) for feature in features)


def test_transport_faults_fall_on_the_wfs_and_the_pages(service: Start) -> None:
    html = b"<!DOCTYPE html><html><body>Mantenimiento</body></html>"
    faults = [
        Fault("startIndex=0", status=503, retry_after=1),
        Fault("startIndex=1&", close=20),
        Fault("startIndex=2&", truncate=20),
        Fault("startIndex=3&", status=200, body=html),
    ]
    running, _ = service(faults=faults)
    broken = get(running, outputFormat="application/json", startIndex=0, count=1)
    assert (broken.status_code, broken.headers["Retry-After"]) == (503, "1")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        page(running, 1, 1)
    with pytest.raises(json.JSONDecodeError):
        page(running, 2, 1)
    assert get(running, outputFormat="application/json", startIndex=3, count=1).content == html
    assert [len(page(running, start, 1)["features"]) for start in range(4)] == [1, 1, 1, 1]


def test_a_layer_of_ones_own() -> None:
    feature = {"type": "Feature", "id": "x.1", "geometry": None, "properties": {"k": 1, "t": "ñ"}}
    layer = Layer("a:b", {"k": "int", "t": "string"}, [json.dumps(feature)], key="k")
    with serve(handlers=[Service(layer, path="/ows")]) as running:
        query = "service=WFS&request=GetFeature&typeName=b&outputFormat=application/json&sortby=k"
        assert requests.get(f"{running}/ows?{query}", timeout=5).json()["features"] == [feature]
