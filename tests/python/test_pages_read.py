"""The outcome of a page, and its text out of whatever bytes come."""

import time
from pathlib import Path

import pytest

from ingest.pages.read import decode, read_page
from ingest.pages.robots import parse
from ingest.pages.text import plain

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "pages"
WORD = "Construcción"


@pytest.mark.parametrize(
    ("name", "outcome", "error"),
    [
        ("plain", "ok", None),
        ("refusal", "refused", None),
        ("refusal-odd-spelling", "refused", None),
        ("refusal-in-empty-tables", "refused", None),
        ("refusal-in-a-script", "ok", None),
        ("heading-without-table", "ok", None),
        ("no-headings", "failed", "none of the three headings stands on the page"),
    ],
)
def test_outcome(name, outcome, error):
    reading = read_page((FIXTURES / f"{name}.html").read_bytes(), "text/html; charset=UTF-8")
    assert (reading.outcome, reading.error) == (outcome, error)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", "failed"),
        (b"no fue posible procesar la solicitud", "refused"),
        (b"NO FUE POSIBLE PROCESAR LA SOLICITUD", "refused"),
        ("No fue posible procesar la solicitud".encode("utf-16"), "refused"),
        (b"<p>No fue posible<br/>procesar la&#32;solicitud</p>", "refused"),
        (b"<!-- No fue posible procesar la solicitud -->", "failed"),
        (b"\x00\x01\x02\xff\xfe", "failed"),
        (b"%PDF-1.4", "failed"),
        (b"<h5>Datos Generales</h5>", "ok"),
        (b"<?xml version='1.0'?><a><h5>Otros datos</h5></a>", "ok"),
    ],
)
def test_outcome_of_odd_bodies(body, outcome):
    assert read_page(body, "").outcome == outcome


def meta(charset):
    return f'<meta http-equiv="content-type" content="text/html; charset={charset}">'


@pytest.mark.parametrize(
    ("encoding", "header", "markup", "note"),
    [
        ("utf-8", "text/html; charset=UTF-8", "", None),
        ("utf-8", "", "", None),
        ("utf-8-sig", "", "", None),
        ("utf-16", "", "", None),
        ("utf-16-le", "text/html; charset=utf-16-le", "", None),
        ("latin-1", "text/html; charset=ISO-8859-1", "", None),
        ("latin-1", "", meta("iso-8859-1"), None),
        ("cp1252", "text/html; charset='windows-1252'", meta("utf-8"), None),
        ("cp850", "text/html;charset=cp850", "", None),
        ("utf-8", "text/html; charset=ISO-8859-1", "", "declared to be iso-8859-1, but UTF-8"),
        ("utf-8", "", meta("latin1"), "declared to be latin1, but UTF-8"),
        ("latin-1", "", "", "read as windows-1252"),
        ("latin-1", "text/html; charset=utf-8", "", "read as windows-1252"),
        ("latin-1", "text/html; charset=none-such", "", "read as windows-1252"),
        ("latin-1", "text/html; charset=hex", "", "read as windows-1252"),
    ],
)
def test_text_comes_out_of_the_bytes(encoding, header, markup, note):
    text, noted = decode(f"{markup}<h5>{WORD}</h5>".encode(encoding), header)
    assert f"<h5>{WORD}</h5>" in text
    assert (noted or "").endswith(note or "") and bool(noted) == bool(note)


def test_latin_1_means_windows_1252():
    assert decode("“ñ” €".encode("cp1252"), "text/html; charset=iso-8859-1") == ("“ñ” €", None)


def test_bytes_that_fit_nothing_are_text_all_the_same():
    assert decode(b"\xff\x81\x00", "")[0] == "ÿ\x81\ufffd"


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "undefined", "punycode", "rot13", "utf-7", "x" * 99])
def test_no_charset_that_a_page_names_does_harm(charset):
    text, _ = decode(b"\xff \\ud800 a", f"text/html; charset={charset}")
    assert text.encode().endswith(b"a")


def test_plain():
    assert plain("  PARÁMETROS de\u00a0Construcción: ") == "parametros de construccion"


# --- robots.txt

SITE = "https://example.org"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("user-AGENT : *\r\nDISALLOW : /a # all of it\r\n", "/a/b", False),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /a", "/b", True),
        # the longest rule counts, not the first; Allow where two are equal
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        # signs in the path
        ("User-agent: *\nDisallow: /*/pc/", "/situtiles/pc/?x", False),
        ("User-agent: *\nDisallow: /*?", "/situtiles/pc/?x", False),
        ("User-agent: *\nDisallow: /pc/$", "/pc/?x", True),
        ("User-agent: *\nDisallow: /pc/$", "/pc/", False),
        ("User-agent: *\nDisallow: /*/pc/$", "/a/b/pc/", False),
        ("User-agent: *\nDisallow: /*pc/$", "/pc/pc/?x", True),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        ("User-agent: *\nDisallow: *", "/a", False),
        ("User-agent: *\nDisallow: /a%3Cb", "/a<b", False),
        ("User-agent: *\nDisallow: /ñ", "/%C3%B1", False),
        ("User-agent: *\nDisallow: /" + "*a" * 50 + "b", "/" + "a" * 200, True),
        ("User-agent: *\nDisallow: /" + "*" * 500 + "b", "/" + "a" * 200, True),
        # groups
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: folio\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: Folio/1.0\nDisallow: /a", "/a", False),
        ("User-agent: x\nUser-agent: folio\nDisallow: /a", "/a", False),
        ("User-agent: folio\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: folio\nDisallow: /c", "/c", False),
        ("User-agent: folios\nDisallow: /", "/a", True),
        ("Disallow: /", "/a", True),
        ("<!DOCTYPE html><html><body>404: no such page</body></html>", "/a", True),
        ("User-agent: *\nSitemap: /x\nDisallow: /a", "/a", False),
    ],
)
def test_robots(text, path, allowed):
    assert parse(text).allows(SITE + path) is allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2", 2.0),
        ("User-agent: *\nCrawl-delay: 0.5\nDisallow: /x", 0.5),
        ("User-agent: other\nCrawl-delay: 9", None),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -1", None),
    ],
)
def test_crawl_delay(text, delay):
    assert parse(text).delay == delay


@pytest.mark.parametrize("number", [8_000, 200_000])
def test_a_tag_of_many_attributes_takes_no_longer_than_its_length(number):
    many = " ".join(f"a{n}" for n in range(number))
    began = time.process_time()
    reading = read_page(f"<h5>Otros datos</h5><table><tr><td {many} colspan=2>x</table>".encode(), "")
    assert time.process_time() - began < 20  # the parser's tree of all of them takes minutes
    few = number < 10_000
    assert reading.outcome == ("ok" if few else "failed")
    assert reading.error == (None if few else "too large: it has more than 1,000 attributes in a tag")
