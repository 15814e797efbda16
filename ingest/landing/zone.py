"""Where the landing zone lies, who holds a source of it, and what a killed load left behind.

landing/_loads/<load_id>.parquet      the ledger: a load counts once this file is there
landing/_staging/<source>/<load_id>/  a load under way, with `started.json`
landing/<source>/<load_id>/           a load's data, and its `_columns`, `_rejects` and `_datasets`
landing/_locks/<source>.lock          who loads this source now
"""

import fcntl
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .. import progress
from ..errors import LandingError
from ..settings import number

SOURCE = re.compile(r"[a-z][a-z0-9_]*")
STAMP = "%Y%m%dT%H%M%S%fZ"


def home() -> Path:
    """`$FOLIO_HOME` (default `data`), absolute: the landing zone, downloads, exports."""
    return Path(os.environ.get("FOLIO_HOME") or "data").absolute()


def root() -> Path:
    """The landing zone."""
    return home() / "landing"


def ledger_file(load_id: str) -> Path:
    """The file whose presence makes the load count."""
    return root() / "_loads" / f"{load_id}.parquet"


def data_dir(source: str, load_id: str) -> Path:
    """Where the load's files lie once it is complete."""
    return root() / source / load_id


def staging_dir(source: str, load_id: str) -> Path:
    """Where the load's files are written."""
    return root() / "_staging" / source / load_id


def now() -> datetime:
    """This moment in UTC, without a zone, as every TIMESTAMP of folio is."""
    return datetime.now(UTC).replace(tzinfo=None)


def new_load_id(source: str) -> str:
    """An identifier that sorts after every earlier one of this source, even if the clock was set back."""
    moment = now()
    earlier = sorted(path.stem for path in (root() / "_loads").glob(f"*_{source}.parquet"))
    earlier = [load_id for load_id in earlier if load_id.split("_", 1)[1] == source]
    if earlier:
        last = datetime.strptime(earlier[-1].split("_", 1)[0], STAMP)
        moment = max(moment, last + timedelta(microseconds=1))
    return f"{moment.strftime(STAMP)}_{source}"


def sync(path: Path) -> None:
    """Flush a file or a directory to the disk, so that a rename never outlives what it points to."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_source(source: str) -> None:
    """Raise LandingError unless `source` may name tables and folders."""
    if not SOURCE.fullmatch(source):
        raise LandingError(
            f"'{source}' cannot name a source: use a lower-case letter, then letters, digits or _ (such as 'nmnh')"
        )


@contextmanager
def hold(source: str, doing: str) -> Iterator[None]:
    """Hold the source for one load; wait for another that holds it, and say who that is.

    `$FOLIO_WAIT` (seconds, default 600) bounds the wait. The operating system lets go of the lock when a process
    ends, however it ends, so a killed load never blocks the next.
    """
    check_source(source)
    path = root() / "_locks" / f"{source}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise LandingError(
            f"cannot write to {path.parent}: {error.strerror}; set FOLIO_HOME to a folder that you may write to"
        ) from error
    with file:
        _wait_for(file.fileno(), path, source)
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "doing": doing, "since": f"{now():%Y-%m-%d %H:%M:%S} UTC"}))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _wait_for(descriptor: int, path: Path, source: str) -> None:
    patience = number("FOLIO_WAIT", 600)
    until, said = time.monotonic() + patience, False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise LandingError(
                    f"{source} is being loaded by {_holder(path)}; waited {patience:.0f} s; try again when it has ended"
                ) from None
            if not said:
                progress.say(f"{source} is being loaded by {_holder(path)}; waiting up to {patience:.0f} s")
                said = True
            time.sleep(min(0.2, max(until - time.monotonic(), 0.01)))


def _holder(path: Path) -> str:
    holder = read_json(path)
    return f"process {holder['pid']} ({holder['doing']}, since {holder['since']})" if holder else "another process"


def read_json(path: Path) -> dict[str, Any]:
    """The object in a small file of folio's own; {} where it is absent or was cut off by a kill."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
