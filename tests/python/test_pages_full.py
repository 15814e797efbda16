"""All pages at full size. How fast they come is measured by `make bench ONLY=permits`."""

import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests
from conftest import ROOT

from ingest import pages, wfs
from replica import lapaz
from replica.messages import Response
from replica.server import serve

LATENCY = 0.05


@contextmanager
def counted(address, root):
    """An address that hands every request on to `address`, which serves `root`, and the query of each that came."""
    asked = []

    def hand_on(request):
        asked.append(request.query)
        try:
            answer = requests.get(f"{address}{request.path}?{request.query}".rstrip("?"), timeout=5)
        except requests.RequestException:
            return Response(b"", 504)
        return Response(answer.content, answer.status_code, {"Content-Type": answer.headers.get("Content-Type", "")})

    with serve(root, handlers=[hand_on]) as through:  # the same root has the same mark
        yield through, asked


@pytest.mark.slow
def test_all_pages_come_and_a_second_run_asks_only_for_what_failed(tmp_path, sql):
    lapaz.generate(tmp_path / "replica" / "lapaz")
    told = tmp_path / "address"
    command = [sys.executable, "-m", "replica", "serve", tmp_path / "replica", "--latency", str(LATENCY)]
    # a process of its own: the server must not share this one's interpreter lock
    server = subprocess.Popen([*command, "--stall", "1", "--address-file", told], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not told.exists() and time.monotonic() < until:
            time.sleep(0.05)
        address = told.read_text().strip()
        wfs.land("lapaz", url=f"{address}/geoserver/sit/ows")
        url = f"{address}/situtiles/pc/"

        pages.land("lapaz", url=url, rate=0, connections=16)
        outcomes = dict(sql("select outcome, count(*) from raw.lapaz_permit_pages group by outcome"))
        assert sum(outcomes.values()) == 3221 and outcomes["failed"] == 1

        with counted(address, tmp_path / "replica") as (through, asked_again):
            report = pages.land("lapaz", url=f"{through}/situtiles/pc/", rate=0, connections=16)
        assert report[0]["rows_landed"] == 3221
        failed = sql("select identificador_b64 from raw.lapaz_permit_pages where outcome = 'failed'")
        assert {query for query in asked_again if query} == {row[0] for row in failed}
    finally:
        server.terminate()
        server.wait()
