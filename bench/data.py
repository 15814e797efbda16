"""The data that is measured on: the replica's, made once in bench/data and reused until the replica's code changes."""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.measure import ROOT
from ingest.landing.zone import read_json

MEMBERS = ("multimedia", "occurrence")
PIECE = 1 << 20
UP = 300.0  # seconds until a server must have said its address


def made(
    folder: Path, collection: str, scale: float, seed: int, *options: str, say: Callable[[str], None] = print
) -> bool:
    """Makes a collection's replica in `folder`, unless it is there as wanted; whether it had to."""
    code = hashlib.sha256()
    for source in sorted((ROOT / "replica" / collection).glob("*.py")):
        code.update(source.read_bytes())
    wanted = {"scale": scale, "seed": seed, "options": list(options), "code": code.hexdigest()}
    note = folder / "made.json"
    if read_json(note) == wanted:
        return False
    shutil.rmtree(folder, ignore_errors=True)
    say(f"making the sources of {collection} at scale {scale:g} …")
    command = ["-m", "replica", collection, str(folder), "--scale", str(scale), "--seed", str(seed), *options]
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    if collection == "nmnh":
        for name in MEMBERS:
            gzip_member(folder / "archive.zip", f"{name}.txt", folder / f"{name}.txt.gz")
    note.write_text(json.dumps(wanted), encoding="utf-8")
    return True


def gzip_member(archive: Path, name: str, target: Path) -> None:
    """Writes a deflated member of a zip archive as a plain gzip file, by copying its stream: what the notebook and the
    peers read is what folio reads, deflated in the same way.

    The replica's own bare files bear a comment in their header (RFC 1952, FCOMMENT), which not every reader takes."""
    with zipfile.ZipFile(archive) as zipped:
        member = zipped.getinfo(name)
    with archive.open("rb") as source, target.open("wb") as out:
        source.seek(member.header_offset + 26)
        # APPNOTE 4.3.7: behind the fixed fields stand the name and the extra field, whose lengths are these two
        source.seek(sum(struct.unpack("<HH", source.read(4))), os.SEEK_CUR)
        out.write(b"\x1f\x8b\x08\0\0\0\0\0\0\xff")
        left = member.compress_size
        while left:
            piece = source.read(min(left, PIECE))
            out.write(piece)
            left -= len(piece)
        out.write(struct.pack("<LL", member.CRC, member.file_size & 0xFFFFFFFF))


def truth(folder: Path) -> dict[str, Any]:
    """What is true of a replica."""
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


def warm(*paths: Path) -> None:
    """Reads files once, so that the disk is nobody's cost, or everybody's where the memory cannot hold them."""
    for path in paths:
        with path.open("rb", buffering=0) as file:
            while file.read(PIECE):
                pass


@contextmanager
def served(root: Path, work: Path, latency: float = 0.0) -> Iterator[str]:
    """Serves the replicas under `root` from a process of its own, each answer after `latency` seconds; the address.

    The one page that never comes hangs up after a second, for both sides."""
    told = work / "address"
    told.unlink(missing_ok=True)
    options = ["--latency", str(latency), "--stall", "1", "--address-file", str(told)]
    command = [sys.executable, "-m", "replica", "serve", str(root), *options]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + UP
        while not told.exists():
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the replica's server did not start")
            time.sleep(0.05)
        yield told.read_text(encoding="utf-8").strip()
    finally:
        server.terminate()
        server.wait()
