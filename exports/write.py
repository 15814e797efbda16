"""Writing the files: staged beside their place, then renamed into it. A file there is always a whole one."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest import progress
from ingest.errors import FolioError
from ingest.landing import PARQUET, home
from ingest.landing.zone import now, read_json
from ingest.sql import identifier, literal
from warehouse.results import MARTS

from . import reading

SQL = Path(__file__).parent / "sql"
SEPARATORS = {".csv": ",", ".tsv": "\t"}
MANIFEST = "manifest.json"  # what is here, from which loads, and how to cite it


@dataclass(frozen=True)
class Written:
    """A file: its path below the exports' folder, its rows, its size in bytes."""

    path: str
    rows: int
    size: int


@dataclass(frozen=True)
class Export:
    """All files, in the order written; the loads they come from; what to cite; whether any record is made up."""

    synthetic: bool
    written_at: str
    files: list[Written]
    loads: list[dict[str, Any]]
    datasets: list[dict[str, Any]]


def folder() -> Path:
    """`$FOLIO_HOME/exports`."""
    return home() / "exports"


def export() -> Export:
    """Write each mart as Parquet, and the notebooks' seven files.

    Raises FolioError where the warehouse cannot be read or a file cannot be written; what was there before stands.
    """
    try:
        with _staging() as staging, reading.opened(staging / "spill") as con:
            done = _write(con, staging)
            _put_in_place(staging, done)
    except OSError as error:
        raise FolioError(f"cannot write to {folder()}: {error.strerror}; set FOLIO_HOME to another folder") from error
    return done


def _write(con: duckdb.DuckDBPyConnection, staging: Path) -> Export:
    loads = reading.rows(con, reading.LOADS)
    synthetic = any(load["is_synthetic"] for load in loads)
    marts = con.execute(MARTS).fetchall()
    queries = sorted(SQL.glob("[!_]*.sql"))
    files = []
    with progress.task("exports", total=len(marts) + len(queries), unit="files") as tick:
        for schema, name in marts:
            files.append(_mart(con, staging, schema, name, loads))
            tick.advance(1)
        for shared in sorted(SQL.glob("_*.sql")):
            con.execute(shared.read_text(encoding="utf-8"))
        for query in queries:
            files.append(_notebook_file(con, staging, query))
            tick.advance(1)
    return Export(synthetic, f"{now():%Y-%m-%dT%H:%M:%SZ}", files, loads, reading.rows(con, reading.DATASETS))


def _mart(
    con: duckdb.DuckDBPyConnection, staging: Path, schema: str, name: str, loads: list[dict[str, Any]]
) -> Written:
    path = f"{schema}/{name}.parquet"
    (staging / schema).mkdir(exist_ok=True)
    # the file says by itself what it was made from, wherever it is copied to
    origin = literal(json.dumps(loads, default=str))
    return _copy(
        con,
        f"from {identifier(schema)}.{identifier(name)}",
        staging,
        path,
        f"{PARQUET}, KV_METADATA {{folio_loads: {origin}}}",
    )


def _notebook_file(con: duckdb.DuckDBPyConnection, staging: Path, query: Path) -> Written:
    separator = SEPARATORS[Path(query.stem).suffix]
    asked = (
        f"with asked as ({query.read_text(encoding='utf-8')}) select cell(columns(*), {literal(separator)}) from asked"
    )
    # cell() has put in quotes what must be
    options = f"FORMAT csv, HEADER, DELIMITER {literal(separator)}, QUOTE '', ESCAPE ''"
    return _copy(con, asked, staging, query.stem, options)


def _copy(con: duckdb.DuckDBPyConnection, query: str, staging: Path, path: str, options: str) -> Written:
    target = staging / path
    copied = con.execute(f"copy ({query}) to {literal(str(target))} ({options})").fetchone()
    return Written(path, copied[0] if copied else 0, target.stat().st_size)


def _put_in_place(staging: Path, done: Export) -> None:
    before = read_json(folder() / MANIFEST).get("files", [])
    (staging / MANIFEST).write_text(
        json.dumps(asdict(done), default=str, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for path in [file.path for file in done.files] + [MANIFEST]:
        (folder() / path).parent.mkdir(exist_ok=True)
        (staging / path).replace(folder() / path)
    # a mart that is no more must not lie there as if it were
    for path in {file["path"] for file in before} - {file.path for file in done.files}:
        (folder() / path).unlink(missing_ok=True)


@contextmanager
def _staging() -> Iterator[Path]:
    """A folder for this process; what killed ones left goes first."""
    folder().mkdir(parents=True, exist_ok=True)
    for left in folder().glob(".staging-*"):
        process = left.name.removeprefix(".staging-")
        if process.isdecimal() and not _lives(int(process)):
            shutil.rmtree(left, ignore_errors=True)
    own = folder() / f".staging-{os.getpid()}"
    own.mkdir()
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _lives(process: int) -> bool:
    with suppress(PermissionError):  # it lives, and is somebody else's
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
