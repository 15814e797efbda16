"""Bytes flipped, cut, doubled and swapped: every run ends in a landing or in one clear line."""

import os
import random
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from dwca_harness import extension, folder, meta

from ingest import dwca
from ingest.errors import FolioError

DATA = 'id,scientificName,locality,country\n1,"Abies, alba",Bern,Switzerland\r\n2,"a\nb""c",Ö,"x"\n3,,,\n'
MEDIA = "id\ttitle\n1\tphoto\n9\torphan\n"
CSV = 'fieldsTerminatedBy="," fieldsEnclosedBy=\'"\' ignoreHeaderLines="1" encoding="UTF-8"'
PIECES = [
    b"<",
    b">",
    b'"',
    b"'",
    b"&",
    b"\0",
    b"\xff",
    b"\n",
    b"\r",
    b",",
    b"\t",
    b"index",
    b"core",
    b"../",
    b"99999999999",
    b"",
]


def mangled(data: bytes, chance: random.Random) -> bytes:
    """The data with a few accidents."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        to = min(len(made), at + chance.choice([0, 1, 1, 2, 10, 200]))
        kind = chance.randrange(4)
        if kind == 0:
            made[at:to] = chance.choice(PIECES)
        elif kind == 1:
            made[at:at] = made[at:to] * chance.choice([1, 2, 50])
        elif kind == 2:
            made[at:to] = chance.randbytes(to - at)
        else:
            del made[at:to]
    return bytes(made)


def run(seed: int, where: Path) -> None:
    """One mangled archive, as a folder or a zip, landed or refused."""
    chance = random.Random(seed)
    files = {
        "meta.xml": meta(core=CSV, extensions=extension("media.txt")).encode(),
        "eml.xml": b"<eml><dataset><title>T</title></dataset></eml>",
        "occurrence.txt": DATA.encode(),
        "media.txt": MEDIA.encode(),
    }
    for name in chance.sample(sorted(files), chance.randint(1, 2)):
        files[name] = mangled(files[name], chance)
    path = folder(where / "archive", dict(files))
    if chance.random() < 0.5:
        path = where / "archive.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in files.items():
                made.writestr(name, data)
        if chance.random() < 0.5:
            path.write_bytes(mangled(path.read_bytes(), chance))
    try:
        for row in dwca.land("trial", str(path)):
            assert row["rows_read"] == row["rows_landed"] + row["rows_rejected"]
    except FolioError as error:
        assert str(error).strip() and "\n" not in str(error)


def fuzz(first: int, count: int, where: Path) -> None:
    before = {path for path in where.parent.rglob("*") if where not in path.parents}
    for seed in range(first, first + count):
        run(seed, where / str(seed))
    after = {path for path in where.parent.rglob("*") if where not in path.parents and "data" not in path.parts}
    assert after - before <= {where, where.parent / "w.duckdb"}, "a file was written outside of the landing zone"


def test_a_few(tmp_path: Path) -> None:
    fuzz(0, 15, tmp_path / "few")


@pytest.mark.slow
def test_many_in_little_memory(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; import test_dwca_fuzz as t; t.measured(Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'python'}"}
    command = [sys.executable, "-c", code, str(tmp_path / "many")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) < 512 << 10, f"{int(done.stdout) >> 10} MB"


def measured(where: Path) -> None:
    """Many runs in this process, and its largest size in kB on stdout."""
    fuzz(1000, 400, where)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
