"""The replica's server answers as the upstream services do, errs when told to, and remembers what it was asked."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from conftest import ROOT

from replica.faults import Fault
from replica.messages import Request, Response, text_response
from replica.nmnh.command import make
from replica.server import Address, serve

BODY = bytes(range(256)) * 4_000


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    make(root / "nmnh", 0.0005)
    (root / "nmnh" / "big.bin").write_bytes(BODY)
    return root


@pytest.fixture
def address(root: Path) -> Iterator[Address]:
    with serve(root) as address:
        yield address


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=5)


@pytest.mark.parametrize(("article", "name"), [(5423083, "stained"), (5423098, "unstained")])
def test_figshare_api_describes_the_file_it_serves(address: Address, article: int, name: str) -> None:
    described = get(f"{address}/v2/articles/{article}").json()
    (file,) = get(f"{address}/v2/articles/{article}/files").json()
    assert described["files"] == [file]
    assert described["title"].startswith("SYNTHETIC")
    assert described["license"]["name"] == "CC0"
    body = get(file["download_url"]).content
    assert file["name"] == f"{name}.tar.gz"
    assert file["size"] == len(body)
    assert file["computed_md5"] == hashlib.md5(body).hexdigest()


def test_checksum_follows_the_file(tmp_path: Path) -> None:
    (tmp_path / "nmnh").mkdir()
    path = tmp_path / "nmnh" / "stained.tar.gz"
    with serve(tmp_path) as address:
        for body in (b"one", b"another"):
            path.write_bytes(body)
            (file,) = get(f"{address}/v2/articles/5423083/files").json()
            assert file["computed_md5"] == hashlib.md5(body).hexdigest()


def test_ipt_serves_the_archive(address: Address, root: Path) -> None:
    answer = get(f"{address}/ipt/archive.do?r=nmnh_extant_dwc-a")
    assert answer.content == (root / "nmnh" / "archive.zip").read_bytes()
    assert "dwca-nmnh_extant_dwc-a" in answer.headers["Content-Disposition"]
    assert get(f"{address}/ipt/archive.do?r=another").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/robots.txt", "/nothing", "/v2/articles/1", "/files/big.bin", "/files/%2e%2e/%2e%2e/etc/passwd", "/files/..%2fx"],
)
def test_every_answer_bears_the_mark(address: Address, path: str) -> None:
    answer = get(address + path)
    assert answer.headers["X-Folio-Replica"]
    assert answer.status_code == (200 if path in {"/robots.txt", "/files/big.bin"} else 404)


def test_the_mark_tells_replicas_apart(tmp_path: Path) -> None:
    marks = set()
    for truth in ("one", "two", "two"):
        (tmp_path / "nmnh").mkdir(exist_ok=True)
        (tmp_path / "nmnh" / "truth.json").write_text(truth)
        with serve(tmp_path) as address:
            marks.add(get(f"{address}/robots.txt").headers["X-Folio-Replica"])
    assert len(marks) == 2


def test_robots_allow_everything(address: Address) -> None:
    assert get(f"{address}/robots.txt").text == "User-agent: *\nDisallow:\n"


def test_a_download_can_be_resumed(address: Address) -> None:
    url = f"{address}/files/big.bin"
    whole = get(url)
    assert (whole.content, whole.headers["Accept-Ranges"]) == (BODY, "bytes")
    rest = get(url, **{"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.content) == (206, BODY[1000:])
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"
    assert get(url, Range="bytes=10-19").content == BODY[10:20]
    assert get(url, Range="bytes=-5").content == BODY[-5:]
    changed = get(url, **{"Range": "bytes=1000-", "If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, BODY)
    beyond = get(url, Range=f"bytes={len(BODY)}-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(BODY)}")
    assert requests.head(url, timeout=5).headers["Content-Length"] == str(len(BODY))


def test_an_unchanged_file_is_not_sent_again(address: Address, root: Path) -> None:
    url, path = f"{address}/files/big.bin", root / "nmnh" / "big.bin"
    first = get(url).headers
    for condition in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = get(url, **condition)
        assert (answer.status_code, answer.content) == (304, b"")
    assert [(entry.status, entry.sent) for entry in address.log.entries] == [(200, len(BODY)), (304, 0), (304, 0)]
    os.utime(path, (time.time() + 60, time.time() + 60))
    assert get(url, **{"If-None-Match": first["ETag"]}).status_code == 200
    assert get(url, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_faults_come_in_their_order_and_end(root: Path) -> None:
    faults = [
        Fault("/files/", status=503, retry_after=7),
        Fault("/files/", close=1_000),
        Fault("/files/", truncate=10),
        Fault("/files/", ignore=("range",)),
        Fault("robots", skip=1, body=b"<html>", headers={"X-Odd": "1"}),
    ]
    with serve(root, faults=faults) as address:
        url = f"{address}/files/big.bin"
        unavailable = get(url)
        assert (unavailable.status_code, unavailable.headers["Retry-After"]) == (503, "7")
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get(url)
        assert get(url).content == BODY[:10]
        assert get(url, Range="bytes=5-").content == BODY
        assert get(url).content == BODY
        assert [get(f"{address}/robots.txt").text for _ in range(3)] == [
            "User-agent: *\nDisallow:\n",
            "<html>",
            "User-agent: *\nDisallow:\n",
        ]
        assert [entry.fault for entry in address.log.entries] == [True] * 4 + [False] * 2 + [True, False]
        assert address.log.count("/files/", status=503) == 1


def test_silence_and_dripping(root: Path) -> None:
    faults = [Fault("big", sleep=1.0), Fault("robots", drip=0.1, drip_bytes=5)]
    with serve(root, faults=faults) as address:
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.get(f"{address}/files/big.bin", timeout=0.3)
        started = time.monotonic()
        assert requests.get(f"{address}/robots.txt", timeout=0.3).ok  # no single read is late
        assert time.monotonic() - started > 0.4


def test_faults_may_be_a_function_and_handlers_are_asked_first(root: Path) -> None:
    def hello(request: Request) -> Response | None:
        return text_response(f"{request.query} {request.params()}") if request.path == "/robots.txt" else None

    def teapot(request: Request) -> Fault | None:
        return Fault(status=418) if "tea" in request.query else None

    with serve(root, handlers=[hello], faults=teapot) as address:
        assert get(f"{address}/robots.txt?Count=5&count=6").text == "Count=5&count=6 {'count': '6'}"
        assert get(f"{address}/robots.txt?tea").status_code == 418


def test_a_kept_alive_connection_does_not_wait(address: Address) -> None:
    with requests.Session() as session:
        session.get(f"{address}/robots.txt", timeout=5)
        took = []
        for _ in range(50):
            started = time.monotonic()
            session.get(f"{address}/robots.txt", timeout=5)
            took.append(time.monotonic() - started)
        assert sorted(took)[10] < 0.03  # 40 ms each, were TCP_NODELAY not set; the machine may be busy now and then
    assert address.log.count("/robots.txt") == 51
    address.log.clear()
    assert address.log.count() == 0


def test_latency_delays_every_answer(root: Path) -> None:
    with serve(root, latency=0.1) as address:
        started = time.monotonic()
        get(f"{address}/robots.txt")
        assert time.monotonic() - started >= 0.1


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_it_is_told_to_end(root: Path, tmp_path: Path, ending: signal.Signals) -> None:
    place = tmp_path / "address"
    command = [sys.executable, "-m", "replica", "serve", str(root), "--address-file", str(place)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        limit = time.monotonic() + 20
        while not place.exists() and time.monotonic() < limit:
            time.sleep(0.02)
        address = place.read_text().strip()
        assert process.stdout is not None
        assert process.stdout.readline().strip() == address
        assert get(f"{address}/v2/articles/5423083").ok
        process.send_signal(ending)
        assert process.wait(10) == 0


def test_the_command_makes_a_replica(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "replica", "nmnh", str(tmp_path), "--scale", "0.0002", "--seed", "4", "--bare"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "SYNTHETIC" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} >= {"stained.tar.gz", "archive.zip", "multimedia.tsv.gz"}
    refused = subprocess.run([*command, "--scale", "7"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
