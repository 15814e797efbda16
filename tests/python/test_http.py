"""Transport: downloads resume, are proven, and are not fetched twice; the session is polite and safe."""

import hashlib
import os

import pytest
import requests

import replica.server
from ingest import http
from ingest.errors import SourceError
from ingest.http.downloads import _file_name
from ingest.landing import home
from ingest.version import VERSION
from replica.faults import Fault
from replica.messages import Response

CONTENT = bytes(range(256)) * 20_000  # 5 MB: several chunks


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "a.zip").write_bytes(CONTENT)
    return folder


def sent(address):
    return sum(entry.sent for entry in address.log.entries)


def test_a_download_arrives_whole(root):
    with replica.server.serve(root) as address:
        got = http.download(f"{address}/a.zip")
    assert got.path.read_bytes() == CONTENT
    assert got.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert got.fetched and got.synthetic
    assert sorted(path.suffix for path in got.path.parent.iterdir()) == [".json", got.path.suffix]


def test_a_break_is_resumed_where_it_happened(root, capfd):
    faults = [Fault("a.zip", close=1_500_000), Fault("a.zip", close=1_000_000)]
    with replica.server.serve(root, faults=faults) as address:
        got = http.download(f"{address}/a.zip")
        assert len(address.log.entries) == 3
        assert sent(address) < len(CONTENT) + 1_000_000, "what had arrived is not sent again"
    assert got.path.read_bytes() == CONTENT
    assert "going on where it did" in capfd.readouterr().err


def test_the_next_run_goes_on_where_this_one_broke(root, monkeypatch):
    monkeypatch.setattr("ingest.http.downloads.BREAKS", 0)
    with replica.server.serve(root, faults=[Fault("a.zip", close=3_000_000)]) as address:
        with pytest.raises(SourceError, match="run the same again to go on"):
            http.download(f"{address}/a.zip")
        got = http.download(f"{address}/a.zip")
        assert "range" in {name.lower() for name in address.log.entries[1].headers}
    assert got.path.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_is_fetched_from_its_start(root, monkeypatch):
    monkeypatch.setattr("ingest.http.downloads.BREAKS", 0)
    with replica.server.serve(root, faults=[Fault("a.zip", close=3_000_000)]) as address:
        with pytest.raises(SourceError):
            http.download(f"{address}/a.zip")
        (root / "a.zip").write_bytes(CONTENT[::-1])
        os.utime(root / "a.zip", (1, 1))
        assert http.download(f"{address}/a.zip").path.read_bytes() == CONTENT[::-1]


def test_a_server_that_cannot_resume_sends_all_again(root):
    faults = [Fault("a.zip", close=1_500_000), Fault("a.zip", ignore=("range", "if-range"))]
    with replica.server.serve(root, faults=faults) as address:
        assert http.download(f"{address}/a.zip").path.read_bytes() == CONTENT


def test_an_unchanged_file_is_not_fetched_again(root, capfd):
    with replica.server.serve(root) as address:
        http.download(f"{address}/a.zip")
        before = sent(address)
        again = http.download(f"{address}/a.zip")
        assert (sent(address), again.fetched) == (before, False)
        assert address.log.entries[-1].status == 304
    assert again.synthetic, "what is kept still bears its mark"
    assert "unchanged since" in capfd.readouterr().err


def test_last_modified_serves_where_there_is_no_etag(root):
    def no_etag(request):
        return Response(body=CONTENT, headers={"Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT"})

    with replica.server.serve(handlers=[no_etag]) as address:
        http.download(f"{address}/b.zip")
        http.download(f"{address}/b.zip")
        asked = {name.lower(): value for name, value in address.log.entries[-1].headers.items()}
    assert asked["if-modified-since"] == "Wed, 01 Jan 2025 00:00:00 GMT"


def test_a_changed_file_is_fetched_again(root):
    with replica.server.serve(root) as address:
        http.download(f"{address}/a.zip")
        (root / "a.zip").write_bytes(b"new")
        got = http.download(f"{address}/a.zip")
    assert (got.path.read_bytes(), got.fetched) == (b"new", True)


@pytest.mark.parametrize(("expect", "words"), [({"expect_md5": "0" * 32}, "md5 is"), ({"expect_size": 7}, "size is")])
def test_what_differs_from_the_announcement_is_not_kept(root, expect, words):
    with replica.server.serve(root) as address, pytest.raises(SourceError, match=words):
        http.download(f"{address}/a.zip", **expect)
    assert not [path for path in (home() / "downloads").iterdir() if path.stat().st_size >= 1_000_000]


def test_a_busy_server_is_asked_again_as_it_wishes(root):
    faults = [Fault("a.zip", status=503, retry_after=1), Fault("a.zip", status=429)]
    with replica.server.serve(root, faults=faults) as address:
        assert http.download(f"{address}/a.zip").path.read_bytes() == CONTENT
        assert len(address.log.entries) == 3


@pytest.mark.parametrize(("status", "requests_made"), [(404, 1), (403, 1), (500, 6)])
def test_a_refusal_is_one_line_and_only_a_servers_fault_is_retried(root, status, requests_made):
    with replica.server.serve(root, faults=[Fault("a.zip", status=status, times=99)]) as address:
        with pytest.raises(SourceError, match=rf"a\.zip answers {status}"):
            http.download(f"{address}/a.zip")
        assert len(address.log.entries) == requests_made


def test_a_server_that_is_not_there_is_one_line(root):
    with replica.server.serve(root) as address:
        pass
    with pytest.raises(SourceError, match=r"cannot reach 127\.0\.0\.1.*check the address"):
        http.download(f"{address}/a.zip")


def test_no_redirect_leads_from_https_to_http():
    answer = requests.Response()
    answer.status_code, answer.url = 302, "https://example.org/a"
    answer.headers["location"] = "http://example.org/a"
    with pytest.raises(SourceError, match="not encrypted"):
        http.session().get_redirect_target(answer)


def test_the_session_names_the_project_and_verifies_certificates(root):
    made = http.session()
    assert made.verify is True
    with replica.server.serve(root) as address:
        made.get(f"{address}/robots.txt")
        assert address.log.entries[0].headers["user-agent"].startswith("folio/")


def test_who_asks_can_be_reached(monkeypatch):
    monkeypatch.setenv("FOLIO_CONTACT", "mailto:data@museum.example\r\nX-Evil: 1")
    assert http.session().headers["User-Agent"] == f"folio/{VERSION} (mailto:data@museum.example X-Evil: 1)"


def test_the_name_of_a_kept_file_is_folios_own():
    assert _file_name("http://h/../../etc/passwd").startswith("h_.._.._etc_passwd-")
    assert "/" not in _file_name("http://h/a/b?x=/../y")
    assert _file_name("http://h/a?r=1") != _file_name("http://h/a?r=2")


def test_the_environment_is_asked_once_for_each_server(monkeypatch):
    asked = []
    found = requests.sessions.get_environ_proxies
    monkeypatch.setattr(
        requests.sessions, "get_environ_proxies", lambda url, **more: asked.append(url) or found(url, **more)
    )
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "open.example")
    session = http.session()
    for url in ("https://a.example/1", "https://a.example/2", "https://open.example/", "http://a.example/"):
        settings = session.merge_environment_settings(url, {}, True, None, None)
        assert settings["proxies"].get("https") == (None if "open" in url else "http://127.0.0.1:9")
    assert asked == ["https://a.example/1", "https://open.example/", "http://a.example/"]
    given = session.merge_environment_settings("https://a.example/1", {"https": "http://127.0.0.1:8"}, True, None, None)
    assert given["proxies"]["https"] == "http://127.0.0.1:8"
