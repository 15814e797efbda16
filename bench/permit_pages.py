"""`python -m bench.permit_pages`: permit pages one after another, as the notebook asks, against folio's 16 connections.

The replica at full size (3,221 pages) answers after 50 ms. folio fetches, parses and lands; the loop only fetches. Both
run in one go on one machine, so the ratio counts, not the seconds. Exit 1 where folio needs more than a fifth.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Make the replica, serve it from a process of its own, time both, print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = os.environ | {"FOLIO_HOME": str(home / "data"), "FOLIO_DB": str(home / "w.duckdb")}
        replica = [sys.executable, "-m", "replica"]
        subprocess.run([*replica, "lapaz", str(home / "replica" / "lapaz"), "--scale", "1"], cwd=ROOT, check=True)
        told = home / "address"
        options = ["--latency", "0.05", "--stall", "1", "--address-file", str(told)]
        server = subprocess.Popen([*replica, "serve", str(home / "replica"), *options], cwd=ROOT)
        try:
            while not told.exists() and server.poll() is None:
                time.sleep(0.05)
            compare(told.read_text(encoding="utf-8").strip(), environment)
        finally:
            server.terminate()
            server.wait()


def compare(address: str, environment: dict[str, str]) -> None:
    """Land the layer, then time folio's pages, its second run, and the notebook's loop over the same addresses."""
    ingest = [sys.executable, "-m", "ingest", "--quiet"]
    url = f"{address}/situtiles/pc/?"
    pages = [*ingest, "pages", "lapaz", "--url", url, "--rate", "0", "--connections", "16"]
    layer = [*ingest, "wfs", "lapaz", "--url", f"{address}/geoserver/sit/ows"]
    subprocess.run(layer, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    seconds = []
    for _ in range(2):
        began = time.monotonic()
        subprocess.run(pages, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.monotonic() - began)
    query = "import duckdb, sys; print(*[r[0] for r in duckdb.connect(sys.argv[1], read_only=True)"
    query += ".sql('select identificador_b64 from raw.lapaz_permit_pages').fetchall()])"
    command = [sys.executable, "-c", query, environment["FOLIO_DB"]]
    asked = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    began = time.monotonic()
    for identifier in asked:
        try:
            requests.get(url + identifier, timeout=10)
        except requests.RequestException:
            continue
    loop = time.monotonic() - began
    print(f"{len(asked):,} pages, 50 ms each: one by one {loop:.1f} s; folio, every cell landed, {seconds[0]:.1f} s,")
    print(
        f"{seconds[0] / loop:.2f} of that; a second run, which asks only for the page that failed, {seconds[1]:.1f} s"
    )
    sys.exit(0 if seconds[0] < loop / 5 else 1)


if __name__ == "__main__":
    main()
