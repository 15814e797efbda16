"""A layer lands whole and once, or not at all: what a good server sends, and what servers do instead."""

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from email.utils import formatdate
from pathlib import Path

import duckdb
import pytest
from wfs_layer import KEY, PAGE, PATH, feature, land, layer, served, starts

from ingest import wfs
from ingest.address import masked
from ingest.errors import FolioError, LandingError, SourceError
from ingest.landing.begin import first_line
from ingest.wfs import reading as wfs_reading
from ingest.wfs import service as wfs_service
from replica.faults import Fault
from replica.messages import Response
from replica.wfs import Change, Ways, documents

ROOT = Path(__file__).parents[2]
ROWS = (
    "select feature_id, json_extract_string(properties, '$.idPCTramite'), geometry, properties, page, position"
    " from raw.lapaz_permit_features order by _row"
)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch):
    """Pages of 100, so that 250 features are three of them."""
    known = {"layer": "sit:tramitesterritoriales", "key": KEY, "table": "permit_features", "page_size": 100}
    monkeypatch.setattr(wfs, "sources", lambda: {"lapaz": {"wfs": known}})


@pytest.fixture
def slow_head():
    """The address of a server that sends one byte of its answer's head every tenth of a second."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def drip(connection):
            with connection, contextlib.suppress(OSError):
                for byte in b"HTTP/1.1 200 OK\r\nX-Pause: " + b"x" * 1000:
                    if ended.wait(0.1):
                        return
                    connection.sendall(bytes([byte]))

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=drip, args=listening.accept()[:1], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/ows"
        ended.set()


def keys(sql):
    return [int(row[1]) for row in sql(ROWS)]


def warnings(sql):
    newest = "select warnings from raw.loads where status = 'ok' order by load_id desc limit 1"
    return (sql(newest)[0][0] or "").split("\n")


def failed(sql):
    return sql("select error from raw.loads where status = 'failed' order by load_id desc limit 1")[0][0]


# --- a good server


def test_every_feature_lands_once_as_it_was_sent(sql):
    with served() as address:
        report = land(address)
        assert starts(address) == [
            0,
            100,
            200,
            250,
            99,
            199,
        ]  # what came; the end; the last of two pages, looked at again
        sent = [entry.query for entry in address.log.entries if PAGE in entry.query]
        assert all(f"sortBy={KEY}" in query for query in sent)
        hits = [entry.query for entry in address.log.entries if "hits" in entry.query]
        assert len(hits) == 2 and not any(PAGE in query for query in hits)
        agent = address.log.entries[0].headers["user-agent"]
    assert "folio" in agent
    rows = sql(ROWS)
    assert [row[0] for row in rows] == [f"t.{key}" for key in range(1, 251)]
    assert [(row[4], row[5]) for row in rows[98:102]] == [(1, 99), (1, 100), (2, 1), (2, 2)]
    made = json.loads(feature(7))
    assert rows[6][2:4] == (json.dumps(made["geometry"]), json.dumps(made["properties"], ensure_ascii=False))
    assert report[0]["origin"] == f"replica {address}{PATH}"
    assert (report[0]["rows_read"], report[0]["rows_landed"], report[0]["kind"]) == (250, 250, "wfs")
    assert report[0]["locations"] == "sit:tramitesterritoriales"
    assert len(report[0]["sha256"]) == 64


def test_a_real_server_s_load_is_not_called_a_replica(sql, monkeypatch):
    monkeypatch.setattr("replica.connection.MARK", "X-Other")
    with served() as address:
        assert land(address)[0]["origin"] == f"{address}{PATH}"


def test_the_same_layer_has_the_same_sha256(sql):
    with served() as address:
        first, second = (land(address)[0]["sha256"] for _ in range(2))
    with served(layer(251)) as address:
        third = land(address)[0]["sha256"]
    assert first == second != third


def test_points_multipoints_and_nulls_land_as_they_are(sql):
    geometries = {1: {"type": "MultiPoint", "coordinates": [[-68.1, -16.5]]}, 2: None}

    def edit(one):
        return one | {"geometry": geometries.get(one["properties"][KEY], one["geometry"])}

    with served(ways=Ways(edit=edit)) as address:
        land(address)
    rows = sql(ROWS)
    assert [json.loads(row[2])["type"] if row[2] else None for row in rows[:3]] == ["MultiPoint", None, "Point"]
    assert warnings(sql) == ["geometries: 248 Point, 1 MultiPoint, 1 null"]


def test_the_layer_s_own_repeats_land_and_are_counted(sql):
    twice, changed = feature(7), feature(9, nombre="otra")
    with served(layer(250, twice, changed)) as address:
        assert land(address)[0]["rows_landed"] == 252
        assert starts(address).count(0) == 1  # a repeat within a page asks for no second reading
    assert keys(sql) == sorted([*range(1, 251), 7, 9])
    assert warnings(sql) == ["2 keys (idPCTramite) came more than once, in 4 features"]


def test_repeats_that_stand_on_two_pages_are_proven_by_a_second_reading(sql, capfd):
    with served(layer(250, feature(100))) as address:  # features 100 and 101, where the first page ends
        land(address)
        assert starts(address).count(0) == 2
    assert keys(sql) == sorted([*range(1, 251), 100])
    assert warnings(sql) == [
        "features of one idPCTramite stand on two pages; a second reading in other pages brought the same 251",
        "1 keys (idPCTramite) came more than once, in 2 features",
    ]
    assert "stand on two pages; reading it once more, in other pages" in capfd.readouterr().err


def test_repeats_that_change_places_between_two_pages_are_caught(sql, capfd):
    """The page from 100 on begins with the feature that ended the page before: it came twice, its twin never."""

    def turning(service):
        def answer(request):
            made = service(request)
            if request.params().get("startindex") == "100":
                same = made.body.replace(b'"nombre": "otra"', '"nombre": "ÑANDÚ  S.A."'.encode())
                made = dataclasses.replace(made, body=same)
            return made

        return answer

    with served(layer(250, feature(100, nombre="otra")), instead=turning) as address:
        land(address)
    assert "stand on two pages, and two readings differ" in capfd.readouterr().err
    query = (
        "select json_extract_string(properties, '$.nombre') from raw.lapaz_permit_features where feature_id = 't.100'"
    )
    assert sorted(name for (name,) in sql(query)) == ["otra", "ÑANDÚ  S.A."]


def test_progress_is_shown(sql, monkeypatch, capfd):
    monkeypatch.setattr("ingest.progress.EVERY", 0.0)
    monkeypatch.setattr("ingest.http.patient.LONG_PAUSE", 0.0)
    with served(faults=[Fault(ONE_PAGE, status=503)]) as address:
        land(address)
    said = capfd.readouterr().err
    assert "reading sit:tramitesterritoriales: 200 of 250 features" in said
    assert "sit:tramitesterritoriales: it answers 503 Service Unavailable; asking again in 0 s" in said


@pytest.mark.parametrize("limit", ["seconds", "bytes"])
def test_a_page_that_is_too_much_is_asked_for_in_halves(limit, sql, monkeypatch, capfd):
    monkeypatch.setattr(wfs_reading, "SMALLEST", 20)

    def slow(service):
        def answer(request):
            if int(request.params().get("count", 0)) > 60:
                time.sleep(1)
            return service(request)

        return answer

    if limit == "seconds":
        monkeypatch.setattr(wfs_service, "SECONDS", 0.4)
        how = {"instead": slow}
        said = "no whole answer in 0.4 s (2 tries)"
    else:
        monkeypatch.setattr(wfs_service, "LARGEST", 16_000)
        how, said = {}, "sends more than 0 MB; not read further"
    with served(**how) as address:
        land(address)
    assert keys(sql) == list(range(1, 251))
    assert max(page for (page,) in sql("select page from raw.lapaz_permit_features")) == 5
    assert f"{said}; asking for 50 features at once" in capfd.readouterr().err


def test_a_page_that_is_too_much_however_small_ends_the_load(sql, monkeypatch):
    monkeypatch.setattr(wfs_reading, "SMALLEST", 20)
    monkeypatch.setattr(wfs_service, "LARGEST", 1_000)
    with served() as address:
        with pytest.raises(SourceError, match=r"sends more than 0 MB; not read further; nothing was landed"):
            land(address)
        assert starts(address) == [0] * 4  # 100, 50, 25 and 20 features


def test_fields_that_appear_or_vanish_are_said(sql):
    def edit(one):
        properties = {name: value for name, value in one["properties"].items() if name != "nombre"}
        return one | {"properties": properties | {"zona": "SUR"}}

    with served() as address:
        land(address)
        assert warnings(sql) == [""]
    with served(ways=Ways(edit=edit)) as address:
        land(address)
    assert warnings(sql) == [
        "fields that the last load did not have: zona",
        "fields of the last load that are gone: nombre",
    ]


def test_a_feature_without_the_key_lands_and_is_said(sql):
    def edit(one):
        if one["properties"][KEY] == 250:
            del one["properties"][KEY]
        return one

    with served(ways=Ways(edit=edit)) as address:
        assert land(address)[0]["rows_landed"] == 250
    assert warnings(sql)[0] == "1 features have no idPCTramite"


def test_text_that_the_engine_cannot_read_lands_as_it_was_sent(sql, capfd):
    """Half a surrogate pair is JSON (RFC 8259, section 8.2); DuckDB refuses it, and shows what it refused."""
    name = f'"nombre": "JUANA SECRETA {chr(92)}ud800", "{chr(92)}udfff": 1'

    def broken(service):
        def answer(request):
            made = service(request)
            if made.body.startswith(b"{"):
                made = dataclasses.replace(made, body=made.body.replace(b'"nombre": "SECRETA"', name.encode()))
            return made

        return answer

    with served(layer(1, feature(2, nombre="SECRETA"), feature(3)), instead=broken) as address:
        for _ in range(2):  # the second load compares its fields with the first
            assert land(address)[0]["rows_landed"] == 3
    landed = sql("select properties from raw.lapaz_permit_features order by _row")
    assert name in landed[1][0]
    assert warnings(sql) == ["1 feature whose properties the engine cannot read"]
    assert "JUANA" not in capfd.readouterr().err + str(sql("from raw.loads"))


def test_an_engine_s_message_shows_no_data(sql, monkeypatch, capfd):
    def stop(*_):
        duckdb.sql(r"""select json_extract_string('{"nombre": "JUANA SECRETA \ud800"}', '/nombre')""").fetchall()

    with served() as address:
        land(address)
        monkeypatch.setattr(wfs, "_warn", stop)
        with pytest.raises(LandingError) as caught:
            land(address)
    assert "the engine stopped: Invalid Input Error: Malformed JSON at byte" in str(caught.value)
    assert "Malformed JSON at byte" in failed(sql)
    assert "JUANA" not in f"{caught.value} {capfd.readouterr().err} {sql('select error from raw.loads')}"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("cast('JUANA' as int)", "Conversion Error: Could not convert string"),
        ("cast('JUANA' as date)", "Conversion Error: invalid date field format"),
        ("cast('O''X JUANA' as boolean)", "Conversion Error: Could not convert string"),
        ("nada from (values (1)) t(x)", 'Binder Error: Referenced column "nada" not found in FROM clause'),
        ("300::int::tinyint", "Conversion Error: Type INT32 with"),
    ],
)
def test_the_first_line_ends_where_values_begin(query, said):
    with pytest.raises(duckdb.Error) as caught:
        duckdb.sql(f"select {query}").fetchall()
    assert first_line(caught.value) == said


def test_a_layer_that_shrank_much_is_said(sql):
    with served() as address:
        land(address)
    with served(layer(100)) as address:
        land(address)
    assert warnings(sql) == ["100 features, where the last load had 250"]


def test_memory_is_bounded_by_a_page(sql):
    def peak(count):
        with served(layer(count)) as address:
            land(address)  # imports and caches are no matter
            tracemalloc.start()
            land(address)
            size = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return size

    # the server lives in this process too, and holds its layer: its page is all that it makes anew
    assert peak(3000) < peak(600) * 1.5 + 500_000


# --- servers that err, and a right load all the same

RETRY_DATE = formatdate(time.time() + 1, usegmt=True)
ONE_PAGE = f"{PAGE}.*startIndex=100"
REPORT = documents.exception_report(documents.ServiceError("NoApplicableCode", "mapserv", "General error <x> & more"))
WRONG = documents.exception_report(documents.ServiceError("InvalidParameterValue", "typeName", "Feature type unknown"))
HTML = b"<!DOCTYPE html><html><head><title>502 Proxy Error</title></head></html>"

PASSING = {
    "503 on pages": [Fault(PAGE, status=503, times=2)],
    "503 on hits": [Fault("hits", status=503, times=2)],
    "503 with Retry-After": [Fault(ONE_PAGE, status=503, retry_after=0)],
    "429": [Fault(ONE_PAGE, status=429)],
    "500 with a report": [Fault(ONE_PAGE, status=500, body=REPORT.encode())],
    "closed in the head": [Fault(ONE_PAGE, close=0)],
    "closed in the body": [Fault(ONE_PAGE, close=5000)],
    "closed in the body, hits": [Fault("hits", close=50)],
    "truncated JSON": [Fault(ONE_PAGE, truncate=5000)],
    "truncated JSON in a sign of two bytes": [Fault(ONE_PAGE, truncate=n) for n in range(5000, 5003)],
    "truncated hits": [Fault("hits", truncate=100)],
    "empty body": [Fault(ONE_PAGE, body=b"")],
    "ExceptionReport with 200": [Fault(ONE_PAGE, status=200, body=REPORT.encode())],
    "a report behind headers, as MapServer does": [
        Fault(ONE_PAGE, status=200, body=b"Status: 400 Internal Server Error\r\n\r\n" + REPORT.encode())
    ],
    "HTML with 200": [Fault(ONE_PAGE, status=200, body=HTML)],
    "HTML with 200 for hits": [Fault("hits", status=200, body=HTML)],
    "no JSON": [Fault(ONE_PAGE, status=200, body=b"null")],
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_ends_in_a_right_load(name, sql):
    with served(faults=PASSING[name]) as address:
        land(address)
        assert any(entry.fault for entry in address.log.entries)
    assert keys(sql) == list(range(1, 251))


@pytest.mark.parametrize("after", ["1", RETRY_DATE])
def test_retry_after_is_obeyed(after, sql):
    after = after if after == "1" else formatdate(time.time() + 2, usegmt=True)  # whole seconds: at least 1 s from now
    with served(faults=[Fault(ONE_PAGE, status=503, retry_after=after)]) as address:
        began = time.monotonic()
        land(address)
    assert 1.0 <= time.monotonic() - began < 10
    assert keys(sql) == list(range(1, 251))


def test_a_server_that_asks_to_wait_an_hour_is_not_waited_for(sql):
    with served(faults=[Fault(ONE_PAGE, status=503, retry_after=3600, times=99)]) as address:
        with pytest.raises(SourceError, match=r"503 Service Unavailable and asks to wait 3,600 s; nothing was landed"):
            land(address)
        assert sum(entry.fault for entry in address.log.entries) == 1


@pytest.mark.parametrize("fault", [Fault(ONE_PAGE, sleep=6), Fault(ONE_PAGE, drip=0.05, drip_bytes=100)])
def test_the_time_for_a_page_is_limited_as_a_whole(fault, sql, monkeypatch):
    monkeypatch.setattr(wfs_service, "SECONDS", 0.7)  # a whole page, however steadily its bytes drip
    with served(faults=[fault]) as address:
        began = time.monotonic()
        land(address)
        assert time.monotonic() - began < 5
    assert keys(sql) == list(range(1, 251))


def test_a_head_that_drips_is_limited_too(sql, monkeypatch, slow_head):
    monkeypatch.setattr(wfs_service, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"no whole answer in 0.5 s \(2 tries\)"):
        wfs.land("lapaz", url=slow_head)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "ways",
    [
        Ways(cap=30),
        Ways(cap=1),
        Ways(matched="unknown"),
        Ways(matched="absent"),
        Ways(matched="unknown", cap=30),
        Ways(empty_from=100, empty_times=1),
        Ways(encoding="latin-1", content_type="application/json; charset=ISO-8859-1"),
        Ways(content_type="application/geo+json"),
        Ways(content_type="text/plain"),
        Ways(changes=(Change(1, add=3),)),
        Ways(changes=(Change(1, remove=10),)),
        Ways(changes=(Change(1, add=1, remove=1),)),
        Ways(changes=(Change(2, add=5, remove=5),), matched="unknown"),
        Ways(changes=(Change(1, remove=60),), cap=50),
    ],
    ids=lambda ways: ", ".join(
        f"{f.name}={getattr(ways, f.name)}" for f in dataclasses.fields(ways) if getattr(ways, f.name) != f.default
    ),
)
def test_servers_of_odd_ways_are_read_right(ways, sql):
    of = layer(60 if ways.cap == 1 else 250)
    with served(of, ways) as address:
        land(address)
    left = [json.loads(text)["properties"][KEY] for text in of.page((), 0, None)[0]]
    assert keys(sql) == sorted(left)
    assert {row[3] for row in sql(ROWS)} >= {
        json.dumps(json.loads(feature(99 if ways.cap != 1 else 50))["properties"], ensure_ascii=False)
    }


def test_unknown_hits_are_proven_by_a_second_reading(sql):
    with served(ways=Ways(matched="unknown")) as address:
        land(address)
        assert starts(address) == [0, 100, 200, 250, 99, 199, 0, 85, 170, 250]
    assert "the server does not say how many features there are; a second reading" in warnings(sql)[0]


def test_hits_that_stop_at_the_cap_are_not_the_end(sql):
    """MapServer with wfs_maxfeatures counts no hits beyond it."""

    def capped(service):
        def answer(request):
            if "resulttype" in request.params():
                return Response(documents.hits("100").encode(), headers={"Content-Type": "application/xml"})
            return service(request)

        return answer

    with served(ways=Ways(cap=100, matched="absent"), instead=capped) as address:
        land(address)
    assert keys(sql) == list(range(1, 251))
    assert "the server counts 100 features and sends 250" in warnings(sql)[0]


def test_a_server_that_refuses_pages_behind_the_end_is_read(sql):
    def refuses(service):
        def answer(request):
            if int(request.params().get("startindex", 0)) >= 250:
                raise documents.ServiceError("InvalidParameterValue", "startIndex", "beyond the end")
            return service(request)

        return lambda request: _reported(answer, request)

    with served(instead=refuses) as address:
        land(address)
    assert keys(sql) == list(range(1, 251))


def test_a_server_that_knows_no_pages_is_read_where_all_fits_in_one(sql):
    with served(layer(40), instead=_first_page_always) as address:
        land(address)
    assert keys(sql) == list(range(1, 41))


def _reported(answer, request):
    try:
        return answer(request)
    except documents.ServiceError as error:
        return Response(documents.exception_report(error).encode(), 400, {"Content-Type": "application/xml"})


def _first_page_always(service):
    def answer(request):
        query = "&".join(part for part in request.query.split("&") if not part.startswith("startIndex"))
        return service(dataclasses.replace(request, query=query))

    return answer


def _unsorted(service):
    """The server takes sortBy and does nothing with it: some rows come twice, as many never, the total is right."""

    def answer(request):
        query = "&".join(part for part in request.query.split("&") if not part.startswith("sortBy"))
        return service(dataclasses.replace(request, query=query))

    return answer


# --- faults that stay: one clear line, and the old load stands

LASTING = {
    "503": ({"faults": [Fault(PAGE, status=503, times=99)]}, "answers 503 Service Unavailable"),
    "503 with a report": (
        {"faults": [Fault(PAGE, status=503, body=REPORT.encode(), times=99)]},
        "says: General error <x> & more",
    ),
    "404": (
        {"faults": [Fault("hits", status=404, body=HTML)]},
        "answers 404 Not Found; nothing was landed, check --url",
    ),
    "unknown layer": ({"faults": [Fault("hits", status=200, body=WRONG.encode())]}, "says: Feature type unknown"),
    "ExceptionReport with 200": (
        {"faults": [Fault(ONE_PAGE, status=200, body=REPORT.encode(), times=99)]},
        "says: General error <x> & more",
    ),
    "HTML with 200": (
        {"faults": [Fault(PAGE, status=200, body=HTML, times=99)]},
        "answers with a web page ('502 Proxy Error')",
    ),
    "closed in the body": ({"faults": [Fault(ONE_PAGE, close=5000, times=99)]}, "the connection broke before"),
    "truncated JSON": ({"faults": [Fault(ONE_PAGE, truncate=5000, times=99)]}, "from feature 100 at http"),
    "no FeatureCollection": (
        {"faults": [Fault("hits", status=200, body=b"<x:Other xmlns:x='u'/>", times=99)]},
        "answers the number of hits with <Other>",
    ),
    "JSON of another kind": (
        {"faults": [Fault(PAGE, status=200, body=b'{"a":1}', times=99)]},
        "without a list of features",
    ),
    "empty page": ({"ways": Ways(empty_from=100, empty_times=99)}, "an empty page after 100 features of 250"),
    "empty page, hits unknown": (
        {"ways": Ways(empty_from=100, empty_times=99, matched="unknown")},
        "two readings differ: 100 features and",
    ),
    "a layer that grows": (
        {"ways": Ways(changes=(Change(1, add=1, again=True),))},
        "new features kept coming after the first",
    ),
    "a layer that shrinks": (
        {"ways": Ways(changes=(Change(1, remove=10, again=True),))},
        "hits before, 230 features, ",
    ),
    "a layer that turns over": (
        {"ways": Ways(changes=(Change(1, add=1, remove=1, again=True),))},
        "feature 100 is another one than when its page was read",
    ),
    "undeclared Latin-1": (
        {"ways": Ways(encoding="latin-1", content_type="application/json")},
        "no UTF-8 (0xD1 at byte",
    ),
    "Latin-1 declared as UTF-8": ({"ways": Ways(encoding="latin-1")}, "declares no charset that fits"),
    "no sortBy": ({"instead": _unsorted}, "feature 100 is another one than when its page was read"),
    "no pages": ({"instead": _first_page_always}, "the server does not page"),
    "no feature left": ({"of": layer(0)}, "says that the layer is empty now"),
}


@pytest.mark.parametrize("name", LASTING)
def test_a_fault_that_stays_ends_in_one_line_and_the_old_load_stands(name, sql):
    how, said = LASTING[name]
    with served(layer(20)) as address:
        land(address)
    with served(**how) as address, pytest.raises(FolioError) as caught:
        land(address)
    line = str(caught.value)
    assert said in line
    assert "\n" not in line
    assert failed(sql) == line
    assert keys(sql) == list(range(1, 21))


def test_the_layer_that_moves_is_read_three_times(sql):
    with served(ways=Ways(changes=(Change(1, add=1, again=True),))) as address:
        with pytest.raises(SourceError, match=r"could not be read whole in 3 readings: .*nothing was landed"):
            land(address)
        assert starts(address).count(0) == 3


@pytest.mark.parametrize(
    "fault", [Fault("hits", status=404, times=9), Fault("hits", status=200, body=WRONG.encode(), times=9)]
)
def test_what_is_the_question_s_fault_is_asked_once(fault, sql):
    with served(faults=[fault]) as address:
        with pytest.raises(SourceError):
            land(address)
        assert len(address.log.entries) == 1


# --- the command line


def test_another_source_names_its_layer_and_key(ingest, sql):
    with served() as address:
        url = address + PATH
        ran = ingest("wfs", "parks", "--url", url, "--layer", "sit:tramitesterritoriales", "--key", KEY)
        assert ran.status == 0, ran.err
        assert sql("select count(*) from raw.parks_tramitesterritoriales") == [(250,)]
        ran = ingest("wfs", "parks", "--url", url)
    assert ran.status == 1
    assert ran.error == "error: sources.yml has no WFS layer for 'parks'; give --layer, --key"


def test_a_wrong_layer_or_key_is_named(ingest):
    with served() as address:
        ran = ingest("wfs", "lapaz", "--url", address + PATH, "--layer", "sit:nada")
        assert (ran.status, "Feature type sit:nada unknown" in ran.error) == (1, True)
        ran = ingest("wfs", "lapaz", "--url", address + PATH, "--key", "nada")
        assert (ran.status, "Illegal property name: nada" in ran.error) == (1, True)


def test_a_server_that_takes_any_key_is_told_apart(sql):
    def any_key(service):
        return lambda request: service(dataclasses.replace(request, query=request.query.replace("=nada", f"={KEY}")))

    with served(instead=any_key) as address, pytest.raises(SourceError, match=r"no feature of .* has nada"):
        land(address, key="nada")


@pytest.mark.parametrize(
    "url", ["ftp://x/y", "nonsense", "http://", "http:///ows", "http://[bad/ows", "http://x:y/ows", "http://a b/"]
)
def test_what_is_no_address_is_said(url, ingest, sql):
    ran = ingest("wfs", "lapaz", "--url", url)
    assert ran.status == 1
    assert ran.err == f"error: '{url}' is not an http(s) address\n"


def test_no_server_there(ingest):
    ran = ingest("wfs", "lapaz", "--url", "http://127.0.0.1:9/ows")
    assert ran.status == 1
    assert "cannot reach 127.0.0.1:9" in ran.error


@pytest.mark.parametrize("url", ["http://[bad/x.tar.gz", "http:///x.tar.gz"])
@pytest.mark.parametrize("command", ["tarball", "dwca"])
def test_what_is_no_address_is_said_by_other_ingesters(url, command, ingest):
    ran = ingest(command, "x", f"a={url}" if command == "tarball" else url)
    assert (ran.status, "is not an http(s) address" in ran.error, "Traceback" in ran.err) == (1, True, False)


@pytest.mark.parametrize(
    "option",
    [
        "--rate=nan",
        "--rate=inf",
        "--rate=1e-310",
        "--rate=-1",
        "--rate=1001",
        "--max-age=nan",
        "--max-age=inf",
        "--max-age=36501",
        "--max-age=-1",
    ],
)
def test_numbers_out_of_range_are_bad_usage(option, ingest):
    ran = ingest("pages", "lapaz", option)
    assert ran.status == 2
    assert "Invalid value for" in ran.err


def test_pages_help_names_its_defaults(ingest):
    said = " ".join(ingest("pages", "--help").out.split())
    assert said.count("[default: 4]") == 2
    assert "[default: 90]" in said


SECRET = "geheim"


@pytest.mark.parametrize(
    ("shown", "asked"),
    [
        ("http://***@x/ows", "http://ana:geheim@x/ows"),
        ("http://***@x/ows", "http://geheim@x/ows"),
        ("http://***@x/ows", "http://a:geh@geheim@x/ows"),
        ("https://x/ows?authkey=***&map=m", "https://x/ows?authkey=geheim&map=m"),
        ("https://x/ows?map=m&TOKEN=***#f", "https://x/ows?map=m&TOKEN=geheim#f"),
        ("https://x?key=***&api_key=***&access_token=***", "https://x?key=geheim&api_key=geheim&access_token=geheim"),
        ("https://x/ows?monkey=1&keyword=2", "https://x/ows?monkey=1&keyword=2"),
        ("a@b.org: see http://x/@y", "a@b.org: see http://x/@y"),
    ],
)
def test_passwords_and_keys_are_masked(shown, asked):
    assert masked(asked) == shown


@pytest.mark.parametrize("faults", [[], [Fault("hits", status=404, times=9)], [Fault(close=0, times=99)]])
def test_passwords_and_keys_are_not_shown_or_kept(faults, ingest, sql):
    with served() as address:
        land(address)
    seen = []

    def noted(service):
        return lambda request: seen.append(request.params().get("authkey")) or service(request)

    with served(faults=faults, instead=noted) as address:
        url = address.replace("http://", f"http://ana:{SECRET}@") + f"{PATH}?authkey={SECRET}"
        ran = ingest("wfs", "lapaz", "--url", url)
    assert ran.status == (1 if faults else 0)
    assert faults or set(seen) == {SECRET}
    kept = str(sql("from raw.loads"))
    assert "authkey=***" in kept
    assert SECRET not in kept + ran.out + ran.err


def test_told_to_end_says_so(tmp_path):
    environment = os.environ | {"FOLIO_HOME": str(tmp_path / "home"), "FOLIO_DB": str(tmp_path / "w.duckdb")}
    with served(faults=[Fault(PAGE, sleep=5)]) as address:
        command = [sys.executable, "-m", "ingest", "wfs", "lapaz", "--url", address + PATH]
        with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
            while not any(PAGE in entry.query for entry in address.log.entries) and running.poll() is None:
                time.sleep(0.1)
                if len(address.log.entries):
                    break
            time.sleep(0.5)
            running.terminate()
            _, said = running.communicate(timeout=10)
    assert running.returncode == 143
    assert said == "told to end; what was landed before stands\n"


def test_the_address_may_have_a_query_of_its_own(sql):
    seen = []

    def noted(service):
        def answer(request):
            seen.append(request.params())
            return service(request)

        return answer

    with served(instead=noted) as address:
        wfs.land("lapaz", url=f"{address}{PATH}?map=/a%20b.map&SERVICE=WMS")
    assert {query["map"] for query in seen} == {"/a b.map"}
    assert {query["service"] for query in seen} == {"WFS"}
