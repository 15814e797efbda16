"""Permit pages: who is asked for, what is remembered, and what lands whatever the server does."""

import base64
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import ROOT
from pages_site import PATH, REFUSED, Site, identifier, land, land_layer, page, permit, served

from ingest import http, pages
from ingest.errors import FolioError, LandingError, SourceError
from ingest.pages import fetch
from replica.connection import Connection
from replica.faults import Fault
from replica.messages import Response, text_response

ONE, TWO, THREE = identifier(1), identifier(2), identifier(3)
HTML = "text/html; charset=UTF-8"


def outcomes(sql):
    rows = sql("select identificador_b64, outcome, error from raw.lapaz_permit_pages order by _row")
    return {row[0]: row[1:] for row in rows}


def value(sql, asked):
    """What the page says under `Tipo de obra`."""
    found = sql(
        "select text from raw.lapaz_permit_page_cells"
        " where identificador_b64 = ? and section = 'Otros datos' and column_number = 2",
        asked,
    )
    return found[0][0] if found else None


def warnings(sql):
    newest = (
        "select warnings from raw.loads where status = 'ok' and table_name = 'lapaz_permit_pages'"
        " order by load_id desc limit 1"
    )
    return (sql(newest)[0][0] or "").split("\n")


@pytest.fixture
def three():
    """A landed layer of three approved permits."""
    land_layer(permit(1), permit(2), permit(3))


# --- which pages there are


def asked_for(sql, *permits):
    land_layer(*permits)
    site = Site()
    with served(site) as address:
        land(address)
    return sorted(site.asked)


def test_only_approved_permits_are_asked_for_each_once(sql):
    others = [permit(n, Resultado=what) for n, what in enumerate(["OBSERVADO", "RECHAZADO", "", None], start=10)]
    assert asked_for(sql, permit(1), permit(1), permit(2, Resultado=" aprobado "), *others) == sorted([ONE, TWO])


@pytest.mark.parametrize(
    ("when", "year"),
    [
        ("2017-12-12T12:40:59Z", 2017),
        ("2017-12-12T12:40:59.4Z", 2017),
        ("2017-12-12T12:40:59.489Z", 2017),
        ("2017-12-12T12:40:59.489123Z", 2017),
        ("2017-12-12T12:40:59", 2017),
        ("2017-12-31T22:00:00-04:00", 2018),
        ("2018-01-01T01:00:00.000+02:00", 2017),
    ],
)
def test_the_year_is_that_of_fecha_registro_in_utc(when, year, sql, monkeypatch):
    monkeypatch.setenv("TZ", "America/La_Paz")
    assert asked_for(sql, permit(1, fechaRegistro=when)) == [identifier(1, year)]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"codigoCatastral": "044018700330000"}, "044018700330000|1|2017"),
        ({"codigoCatastral": 44018700330000}, "044018700330000|1|2017"),
        ({"codigoCatastral": "44018700330000"}, "044018700330000|1|2017"),
        ({"codigoCatastral": " 044 0187\u00a00033 0000"}, "044018700330000|1|2017"),
        ({"codigoCatastral": 44018700330000.0}, "044018700330000|1|2017"),
        ({"codigoCatastral": "44018700330000.0"}, "044018700330000|1|2017"),
        ({"NumeroTramite": "A.0"}, "000000000000001|A.0|2017"),
        ({"NumeroTramite": 1.0}, "000000000000001|1|2017"),
        ({"NumeroTramite": "1"}, "000000000000001|1|2017"),
        ({"codigoCatastral": "Ñ-1"}, "Ñ-1|1|2017"),
    ],
)
def test_the_identifier_is_code_number_and_year(properties, code, sql):
    assert asked_for(sql, permit(1, **properties)) == [base64.b64encode(code.encode()).decode()]


def test_a_permit_that_lacks_a_part_has_no_page_and_is_counted(sql):
    lacking = [
        permit(4, codigoCatastral=None),
        permit(5, codigoCatastral=""),
        permit(6, NumeroTramite=None),
        permit(7, fechaRegistro="infinity"),
        permit(8, codigoCatastral=" "),
    ]
    assert asked_for(sql, permit(1), *lacking, '{"Resultado": "\\ud800"}') == [ONE]
    assert warnings(sql) == ["5 approved permits lack a code, a number or a date, so no page can be asked for"]


def test_without_a_layer_the_line_says_what_to_land_first(ingest):
    ran = ingest("pages", "lapaz")
    assert (ran.status, ran.error) == (
        1,
        "error: the layer of lapaz is not landed yet; run `python -m ingest wfs lapaz` first",
    )


def test_a_layer_without_approved_permits_lands_no_page(sql):
    assert asked_for(sql, permit(1, Resultado="OBSERVADO")) == []
    assert sql("select count(*) from raw.lapaz_permit_pages") == [(0,)]


# --- what lands


def test_a_page_lands_as_it_came_with_every_cell(three, sql):
    before = datetime.now(UTC).replace(tzinfo=None)
    with served(Site({TWO: REFUSED})) as address:
        report = land(address)
    rows = sql("select * exclude (_load_id) from raw.lapaz_permit_pages order by _row")
    body = page(ONE).body
    assert rows[0][:2] == (ONE, f"{address}{PATH}?{ONE}")
    assert before <= rows[0][2] <= datetime.now(UTC).replace(tzinfo=None)
    assert rows[0][3:] == (200, "ok", None, hashlib.sha256(body).hexdigest(), body.decode(), 1)
    assert rows[1][3:6] == (200, "refused", None) and "No fue posible" in rows[1][7]
    cells = sql("select * exclude (_load_id) from raw.lapaz_permit_page_cells where identificador_b64 = ?", ONE)
    assert cells == [
        (ONE, "Datos Generales", 1, 1, "Código catastral", False, 1),
        (ONE, "Datos Generales", 1, 2, ONE, False, 2),
        (ONE, "Parámetros de Construcción", 1, 1, "ALE", False, 3),
        (ONE, "Otros datos", 1, 1, "Tipo de obra", False, 4),
        (ONE, "Otros datos", 1, 2, "Construcción Nueva", False, 5),
    ]
    assert sql("select count(distinct identificador_b64) from raw.lapaz_permit_page_cells") == [(2,)]
    assert [row["table_name"] for row in report] == ["lapaz_permit_pages", "lapaz_permit_page_cells"]
    assert {row["origin"] for row in report} == {f"replica {address}{PATH}?"}
    assert {row["status"] for row in report} == {"ok"}


def test_a_second_run_asks_for_no_page_again(three, sql):
    site = Site({TWO: REFUSED})
    with served(site) as address:
        land(address)
        site.asked.clear()
        land(address)
        assert site.asked == []
    assert outcomes(sql) == {ONE: ("ok", None), TWO: ("refused", None), THREE: ("ok", None)}


def test_where_nothing_is_due_a_real_server_is_not_even_reached(three, sql, monkeypatch):
    monkeypatch.setattr("replica.connection.MARK", "X-Other")
    with served(Site()) as address:
        land(address)
    report = land("http://127.0.0.1:9")
    assert {row["rows_landed"] for row in report} == {3, 15}
    # it says where the pages came from, not where none was asked for
    assert {row["origin"] for row in report} == {f"{address}{PATH}?"}
    assert {row["locations"] for row in report} == {f"{address}{PATH}?"}


def test_new_permits_are_asked_for_and_old_pages_stay(three, sql):
    site = Site()
    with served(site) as address:
        land(address)
        site.asked.clear()
        land_layer(permit(3), permit(4))
        land(address)
    assert site.asked == [identifier(4)]
    assert set(outcomes(sql)) == {ONE, TWO, THREE, identifier(4)}


def test_limit_asks_for_so_many_and_lands_all_that_is_known(three, sql):
    site = Site()
    with served(site) as address:
        for known in (1, 2, 3):
            land(address, limit=1)
            assert len(outcomes(sql)) == len(site.asked) == known
        land(address, limit=0)
    assert site.asked == [ONE, TWO, THREE]


def test_max_age_asks_again_for_what_is_old(three, sql):
    site = Site()
    with served(site) as address:
        land(address, limit=2)
        land(address, max_age=1)
        assert site.counts == {ONE: 1, TWO: 1, THREE: 1}
        site.answers[ONE] = page(ONE, "Ampliación")
        land(address, max_age=0, limit=1)
        assert site.counts == {ONE: 2, TWO: 1, THREE: 1}
        land(address, max_age=0)
        assert site.counts == {ONE: 3, TWO: 2, THREE: 2}
    assert value(sql, ONE) == "Ampliación"


def test_what_failed_is_asked_for_again(three, sql):
    site = Site({TWO: text_response("gone", status=404), THREE: text_response("<h1>Mantenimiento</h1>", kind=HTML)})
    with served(site) as address:
        land(address)
        assert outcomes(sql) == {
            ONE: ("ok", None),
            TWO: ("failed", "HTTP 404 Not Found"),
            THREE: ("failed", "none of the three headings stands on the page"),
        }
        assert sql("select html from raw.lapaz_permit_pages where outcome = 'failed' order by _row") == [
            ("gone",),
            ("<h1>Mantenimiento</h1>",),
        ]
        assert any("1 page: failed: HTTP 404 Not Found" in line for line in warnings(sql))
        site.answers.clear()
        site.asked.clear()
        land(address)
        assert site.asked == [TWO, THREE]
    assert {outcome for outcome, _ in outcomes(sql).values()} == {"ok"}


def test_a_failure_does_not_take_an_earlier_page_away(three, sql):
    site = Site()
    with served(site) as address:
        land(address)
        first = sql("select fetched_at, sha256, html from raw.lapaz_permit_pages order by _row")
        maintenance = text_response("<h1>Sitio en mantenimiento</h1>", kind=HTML)
        site.answers = {ONE: text_response("", status=500), TWO: maintenance, THREE: text_response("", status=403)}
        land(address, max_age=0)
        assert sql("select fetched_at, sha256, html from raw.lapaz_permit_pages order by _row") == first
        assert {outcome for outcome, _ in outcomes(sql).values()} == {"ok"}
        assert warnings(sql)[0].startswith("3 pages: failed when asked for again; the earlier answer stands")
        site.answers = {}
        land(address, max_age=0)
        assert warnings(sql) == [""]


def test_a_refusal_is_the_latest_answer_and_is_said(three, sql):
    site = Site()
    with served(site) as address:
        land(address)
        site.answers = {ONE: REFUSED}
        land(address, max_age=0)
        assert outcomes(sql)[ONE] == ("refused", None)
        assert value(sql, ONE) is None
        assert warnings(sql)[0].startswith("1 page: refused now, and not before")
        site.answers = {}
        land(address, max_age=0)
    assert value(sql, ONE) == "Construcción Nueva"


def test_reparse_reads_the_kept_pages_without_the_network(three, sql, monkeypatch):
    with served(Site({TWO: REFUSED})) as address:
        land(address)
    cells = sql("select * exclude (_load_id) from raw.lapaz_permit_page_cells order by _row")
    with monkeypatch.context() as other:
        other.setattr("ingest.pages.read.REFUSAL", "tipo de obra")
        other.setattr("ingest.pages.cells.SECTIONS", ("otros datos",))
        report = pages.land("lapaz", reparse=True)
    assert {row["origin"] for row in report} == {f"replica {address}{PATH}?"}
    assert sql("select distinct section from raw.lapaz_permit_page_cells") == [("Otros datos",)]
    assert outcomes(sql)[TWO][0] == "failed"
    pages.land("lapaz", reparse=True)
    assert sql("select * exclude (_load_id) from raw.lapaz_permit_page_cells order by _row") == cells


def test_pages_of_several_servers_name_them_all_the_last_first(three):
    with served(Site()) as first:
        land(first, limit=2)
    with served(Site()) as second:
        report = land(second)
    assert report[0]["origin"] == f"replica {second}{PATH}?, {first}{PATH}?"


@pytest.mark.parametrize("older", ["another version", "none"])
def test_what_an_older_reader_read_is_read_anew(older, three, sql, tmp_path):
    with served(Site()) as address:
        land(address)
        with sqlite3.connect(tmp_path / "data" / "pages" / "lapaz.sqlite") as con:
            con.execute("update reading set outcome = 'refused', parser = parser - 1")
            if older == "none":
                con.execute("create table kept as select * from reading")
                con.execute("drop table reading")
                con.execute("alter table kept rename to reading")
                con.execute("alter table reading drop column parser")
        land(address)
    assert {outcome for outcome, _ in outcomes(sql).values()} == {"ok"}


def test_another_source_has_pages_for_the_layer_it_landed(sql):
    land_layer(permit(1), permit(2), source="parks", table="parks_permisos")
    site = Site()
    with served(site) as address:
        pages.land("parks", url=address + PATH, rate=0)
    assert sorted(site.asked) == [ONE, TWO]
    assert sql("select count(*) from raw.parks_permit_pages") == [(2,)]


def test_a_layer_that_is_none_of_permits_is_named(ingest):
    land_layer({"name": "Parque", "Resultado": "x"}, source="parks", table="parks_trees")
    ran = ingest("pages", "parks", "--url", "http://127.0.0.1:9/")
    assert ran.status == 1
    assert ran.error == (
        "error: raw.parks_trees, the last layer landed of parks, is none of permits: it lacks codigoCatastral,"
        " NumeroTramite, fechaRegistro; land theirs with `python -m ingest wfs parks --layer …`"
    )


def test_reparse_without_pages_says_so(sql):
    with pytest.raises(SourceError, match="no page of lapaz is kept yet"):
        pages.land("lapaz", reparse=True)


def test_what_the_replica_made_up_never_passes_for_a_real_page(three, sql, monkeypatch):
    site = Site()
    with served(site) as address:
        land(address)
        monkeypatch.setattr("replica.connection.MARK", "X-Other")  # now a real server answers
        site.asked.clear()
        report = land(address)
        assert sorted(site.asked) == sorted([ONE, TWO, THREE])
        assert report[0]["origin"] == f"{address}{PATH}?"


def test_a_replica_made_anew_is_asked_anew(three, sql, monkeypatch):
    site = Site()
    with served(site) as address:
        land(address)
        site.asked.clear()
        monkeypatch.setattr("replica.connection.Connection.send_header", _other_mark)
        land_layer(permit(1), permit(2))
        land(address)
    assert sorted(site.asked) == sorted([ONE, TWO])
    assert set(outcomes(sql)) == {ONE, TWO}


def _other_mark(self, name, value, real=Connection.send_header):
    real(self, name, "another" if name == "X-Folio-Replica" else value)


# --- politeness


def test_connections_bound_what_is_asked_at_once_and_are_kept_alive(sql):
    land_layer(*(permit(n) for n in range(40)))
    for connections in (1, 3):
        site = Site()
        with served(site, latency=0.01) as address:
            land(address, connections=connections, max_age=0)
            agents = {entry.headers["user-agent"] for entry in address.log.entries}
        assert site.most_at_once <= connections
        assert len(site.asked) == 40
    assert agents == {http.user_agent()}


def test_rate_holds_over_all_connections(sql):
    land_layer(*(permit(n) for n in range(10)))
    with served(Site()) as address:
        began = time.monotonic()
        land(address, rate=20, connections=8)
        assert time.monotonic() - began >= 9 / 20


def test_crawl_delay_holds_even_where_the_rate_has_no_limit(three, sql):
    with served(Site(robots=text_response("User-agent: *\nCrawl-delay: 0.3"))) as address:
        began = time.monotonic()
        land(address, rate=0)
        assert time.monotonic() - began >= 0.6


def test_what_robots_txt_forbids_is_not_asked_for(three, sql):
    site = Site(robots=text_response(f"User-agent: *\nDisallow: {PATH}\nAllow: {PATH}?{ONE}"))
    with served(site) as address:
        land(address)
    assert site.asked == [ONE]
    assert outcomes(sql)[TWO] == ("failed", "robots.txt forbids it")


def test_what_is_forbidden_takes_no_place_of_a_limit_and_is_noted_once(three, sql, tmp_path):
    site = Site(robots=text_response(f"User-agent: *\nDisallow: {PATH}\nAllow: {PATH}?{THREE}"))
    with served(site) as address:
        land(address, limit=1)
        assert site.asked == [THREE]
        land(address)
    assert site.asked == [THREE]
    assert [outcome for outcome, _ in outcomes(sql).values()] == ["failed", "failed", "ok"]
    with sqlite3.connect(tmp_path / "data" / "pages" / "lapaz.sqlite") as con:
        assert con.execute("select count(*) from try").fetchone() == (3,)


def test_where_robots_txt_forbids_every_page_the_run_fails(three, sql, ingest):
    site = Site(robots=text_response("User-agent: *\nDisallow: /"))
    with served(site) as address:
        ran = ingest("pages", "lapaz", "--url", address + PATH)
    assert ran.status == 1
    assert ran.error == f"error: {address}{PATH}: robots.txt forbids every page; none was asked for"
    assert site.asked == []


@pytest.mark.parametrize("status", [429, 501, 505, 520, 599])
def test_any_failure_of_robots_txt_forbids_all(status, three):
    site = Site(robots=text_response("", status=status))
    with served(site) as address, pytest.raises(SourceError, match=f"robots.txt answers {status}"):
        land(address)
    assert site.asked == []


def test_no_robots_txt_forbids_nothing(three, sql):
    with served(Site(robots=text_response("none", status=404))) as address:
        land(address)
    assert len(outcomes(sql)) == 3


def test_a_broken_robots_txt_forbids_all(three, sql):
    site = Site(robots=text_response("", status=503))
    with served(site) as address, pytest.raises(SourceError, match=r"robots.txt answers 503.*no page may be asked for"):
        land(address)
    assert site.asked == []


def test_retry_after_holds_everybody(sql):
    land_layer(*(permit(n) for n in range(40)))
    at: list[float] = []
    came = threading.Lock()

    def answer():
        with came:
            at.append(time.monotonic())
            turned_away = len(at) == 5
        time.sleep(0.05)
        return Response(b"", 503, {"Retry-After": "1"}) if turned_away else page("x")

    with served(Site({identifier(n): answer for n in range(40)})) as address:
        land(address, connections=4)
    assert {outcome for outcome, _ in outcomes(sql).values()} == {"ok"}
    assert len(at) == 41
    # what the others had asked for when the answer came is answered; then nobody asks for a second
    said = at[4] + 0.05
    assert [moment - said for moment in at if said + 0.05 < moment < said + 0.95] == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_long_to_be_left_alone_is(status, sql):
    land_layer(*(permit(n) for n in range(100)))
    busy = Response(b"", status, {"Retry-After": "3600"})
    site = Site({identifier(n): busy for n in range(30, 100)})
    with served(site) as address:
        land(address, connections=4)
        found = outcomes(sql)
        assert [found[identifier(n)] for n in range(30)] == [("ok", None)] * 30
        assert 31 <= len(site.asked) <= 34
        errors = Counter(error for _, error in found.values() if error)
        assert errors["not asked for: the server asks to wait 3,600 s"] >= 66
        assert sum(errors.values()) == 70
        site.answers, asked = {}, set(site.asked[30:])
        site.asked.clear()
        land(address)
    # those that it did not come to are asked for first
    assert asked.isdisjoint(site.asked[:66]) and len(site.asked) == 70
    assert {outcome for outcome, _ in outcomes(sql).values()} == {"ok"}


def test_where_a_server_asks_for_long_to_be_left_alone_and_no_page_came_the_run_fails(three, ingest):
    site = Site(dict.fromkeys([ONE, TWO, THREE], Response(b"", 429, {"Retry-After": "3600"})))
    with served(site) as address:
        ran = ingest("pages", "lapaz", "--url", address + PATH, "--connections", "1")
    assert ran.status == 1
    assert "the server asks to wait 3,600 s; no page came, try again later" in ran.error
    assert len(site.asked) == 1


def test_a_site_that_is_down_is_not_asked_for_every_page(sql, ingest):
    land_layer(*(permit(n) for n in range(200)))
    down = text_response("", status=503)
    site = Site({identifier(n): down for n in range(200)})
    with served(site) as address:
        ran = ingest("pages", "lapaz", "--url", address + PATH, "--rate", "0", "--connections", "2")
        assert ran.status == 1
        assert "25 pages before it had no answer of use (it answers 503 Service Unavailable)" in ran.error
        assert 25 <= len(site.counts) <= 27
        first = set(site.asked)
        site.answers = {identifier(n): down for n in range(60, 200)}
        land(address, connections=2)  # some come: they land
    found = outcomes(sql)
    assert {name for name in found if found[name][0] == "ok"} == {identifier(n) for n in range(60)} - first
    assert Counter(outcome for outcome, _ in found.values())["failed"] == 140 + len(first)


def test_a_page_that_is_not_there_is_an_answer(sql):
    land_layer(*(permit(n) for n in range(40)))
    site = Site({identifier(n): text_response("", status=404) for n in range(40)})
    with served(site) as address:
        land(address)
    assert len(site.asked) == 40


def test_with_limit_0_it_is_said_that_pages_are_due(three, ingest):
    with served(Site()) as address:
        ran = ingest("pages", "lapaz", "--url", address + PATH, "--limit", "0")
    assert ran.status == 0
    assert "3 pages, 3 of them due; with --limit 0 none is asked for" in ran.err


# --- faults


@pytest.mark.parametrize(
    "fault",
    [
        Fault(PATH, status=500, times=2),
        Fault(PATH, status=503, times=2, retry_after=0),
        Fault(PATH, status=429, times=2),
        Fault(PATH, close=0, times=2),
        Fault(PATH, close=100, times=2),
    ],
)
def test_what_passes_is_tried_again(fault, three, sql):
    with served(Site(), faults=[fault]) as address:
        land(address, connections=1)
    assert outcomes(sql) == dict.fromkeys([ONE, TWO, THREE], ("ok", None))


def stuck():
    time.sleep(1.5)
    return page("x")


LASTING = {
    "503": (text_response("", status=503), "HTTP 503 Service Unavailable"),
    "404 is asked for once": (text_response("", status=404), "HTTP 404 Not Found"),
    "time-out": (stuck, "no whole answer in 0.4 s (2 tries)"),
    "another server": (
        Response(b"", 302, {"Location": "http://127.0.0.1:9/x"}),
        "redirects to http://127.0.0.1:9/x, an",
    ),
    "redirects in a ring": (Response(b"", 302, {"Location": f"{PATH}?{TWO}"}), "redirects without end"),
    "redirect to what is forbidden": (Response(b"", 302, {"Location": "/private/"}), "robots.txt forbids it"),
    "too large": (text_response("x" * 5_000_000), "sends more than 4 MB; not read further"),
    "empty": (text_response(""), "none of the three headings stands on the page"),
}


@pytest.mark.parametrize("name", LASTING)
def test_a_page_that_fails_has_its_reason_and_the_others_land(name, three, sql, monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 0.4)
    answer, said = LASTING[name]
    site = Site({TWO: answer}, robots=text_response("User-agent: *\nDisallow: /private"))
    with served(site) as address:
        land(address)
    assert outcomes(sql)[TWO][0] == "failed"
    assert said in outcomes(sql)[TWO][1]
    assert site.counts[TWO] == {"404 is asked for once": 1, "503": 3, "time-out": 2, "redirects in a ring": 4}.get(
        name, 1
    )
    assert [outcomes(sql)[one] for one in (ONE, THREE)] == [("ok", None)] * 2


def test_a_redirect_on_the_same_server_is_followed(three, sql):
    with served(Site({TWO: Response(b"", 301, {"Location": f"?{THREE}"})})) as address:
        land(address)
    assert outcomes(sql)[TWO] == ("ok", None)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9/x/", "127.0.0.1:9 (5 tries); no page was asked for, try again later"),
        ("nonsense", "'nonsense' is no web address; --url begins with https:// or http://"),
        ("ftp://x/y", "'ftp://x/y' is no web address; --url begins with https:// or http://"),
    ],
)
def test_a_server_that_is_not_there_leaves_the_old_load(url, said, three, sql, ingest):
    with served(Site()) as address:
        land(address, limit=1)
    before = sql("select * from raw.lapaz_permit_pages")
    ran = ingest("pages", "lapaz", "--url", url)
    assert ran.status == 1
    assert said in ran.error
    assert sql("select * from raw.lapaz_permit_pages") == before
    assert sql("select count(*) from raw.loads where status = 'failed'") == [(1,)]


def test_where_no_page_can_be_asked_for_the_run_fails(three, sql, monkeypatch):
    """robots.txt still came; then the server was gone."""
    real = fetch.meet

    def meet(url):
        site = real(url)
        return fetch.Site("http://127.0.0.1:9/pc/", site.rules, site.world)

    monkeypatch.setattr("ingest.pages.plan.meet", meet)
    with served(Site()) as address, pytest.raises(SourceError, match="no page came, try again later"):
        land(address)


def test_a_network_that_is_lost_midway_fails_the_rest_and_lands_what_came(sql, monkeypatch):
    land_layer(*(permit(n) for n in range(100)))
    real, count = fetch.Patient._try, iter(range(10_000))

    def breaking(self, url):
        if next(count) > 20 and "robots" not in url:
            url = "http://127.0.0.1:9/gone"
        return real(self, url)

    with served(Site()) as address, monkeypatch.context() as lost:
        lost.setattr(fetch.Patient, "_try", breaking)
        land(address, connections=2)
    found = outcomes(sql)
    assert len(found) == 100
    kinds = [outcome for outcome, _ in found.values()]
    assert kinds.count("ok") == 20 and kinds.count("failed") == 80
    said = {error.split("(")[0] for outcome, error in found.values() if outcome == "failed"}
    assert said - {"given up: 8 pages before it could not be "} == {
        "cannot reach 127.0.0.1:9 ",
        "not asked for: 8 pages before it could not be ",
    }
    site = Site()
    with served(site) as address:
        land(address)
    assert len(site.asked) == 80
    assert {outcome for outcome, _ in outcomes(sql).values()} == {"ok"}


def test_a_store_that_is_damaged_is_said(three, tmp_path, sql):
    path = tmp_path / "data" / "pages" / "lapaz.sqlite"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database, " * 1000)
    with served(Site()) as address, pytest.raises(LandingError, match=r"lapaz.sqlite cannot be used \(file is not a"):
        land(address)


def test_a_store_that_cannot_be_written_while_pages_arrive_ends_the_run(three, sql, monkeypatch):
    def full(self, tried):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("ingest.pages.store.Store.keep", full)
    with served(Site()) as address, pytest.raises(FolioError, match="database or disk is full"):
        land(address)


# --- interruption


@pytest.mark.parametrize(("how", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_none_that_arrived_is_lost_however_the_run_ends(how, status, tmp_path, sql):
    land_layer(*(permit(n) for n in range(200)))
    site = Site()
    command = [sys.executable, "-m", "ingest", "pages", "lapaz", "--connections", "2", "--rate", "0", "--url"]
    with served(site, latency=0.02) as address:
        run = subprocess.Popen(
            [*command, address + PATH], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        until = time.monotonic() + 30
        while len(site.asked) < 50 and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(run.pid, how)
        error = run.communicate(timeout=20)[1]
        assert run.returncode == status
        assert "Traceback" not in error
        asked = list(site.asked)
        with sqlite3.connect(tmp_path / "data" / "pages" / "lapaz.sqlite") as con:
            kept = {row[0] for row in con.execute("select identifier from try where error is null")}
        # what was asked for last may not have arrived: one a connection, and one more whose answer was under way
        assert len(asked) - 4 <= len(kept) < 200
        site.asked.clear()
        land(address, connections=4)
        assert kept.isdisjoint(site.asked)
        assert len(site.asked) == 200 - len(kept)
    assert {outcome for outcome, _ in outcomes(sql).values()} == {"ok"}
    assert len(outcomes(sql)) == 200
    errors = sql("select error from raw.loads where status = 'failed'")
    assert errors == [("interrupted before it ended; nothing of it was kept",)] if how == signal.SIGKILL else errors


def test_processes_that_read_pages_end_with_a_killed_run(tmp_path):
    land_layer(*(permit(n) for n in range(400)))
    command = [sys.executable, "-m", "ingest", "pages", "lapaz", "--connections", "4", "--rate", "0", "--url"]
    with served(Site(), latency=0.01) as address:
        run = subprocess.Popen([*command, address + PATH], cwd=ROOT, stderr=subprocess.DEVNULL)
        children = []
        until = time.monotonic() + 30
        while len(children) < 2 and time.monotonic() < until:
            time.sleep(0.02)
            listed = (ROOT / f"/proc/{run.pid}/task/{run.pid}/children").read_text()
            children = listed.split()
        assert children, "pages are read by other processes"
        run.kill()
        run.wait()
        until = time.monotonic() + 10
        while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < until:
            time.sleep(0.05)
        assert not [child for child in children if Path(f"/proc/{child}").exists()]
