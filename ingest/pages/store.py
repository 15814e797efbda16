"""What the page ingester remembers: every answer that ever came, in one SQLite file a source.

`$FOLIO_HOME/pages/<source>.sqlite`. A page is written, and safe from a kill, before the next one is asked for. Equal
bodies (all refusals are) are kept once, compressed. What was read from a body is kept too, so that a run reads only
what is new; `--reparse` forgets the readings and keeps the bodies.

Made-up pages never pass for real ones: a try belongs to a `world`, "" for real servers, else the replica's mark.
"""

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..landing import home
from .cells import VERSION
from .schema import KNOWN, SCHEMA


@dataclass(frozen=True)
class Try:
    """One time that a page was asked for: an answer's status and body, or `error` where there is nothing to read."""

    world: str
    identifier: str
    url: str
    asked_at: datetime
    http_status: int | None = None
    error: str | None = None
    sha256: str | None = None
    body: bytes | None = None
    content_type: str = ""


@dataclass(frozen=True)
class Reading:
    """What a body says; `cells` is packed JSON."""

    outcome: str
    error: str | None
    note: str | None
    cells: bytes


@dataclass(frozen=True)
class Known:
    """What is known of an identifier's page.

    `failed_since`: it was asked for again since, and did not come. `withdrawn`: it is refused, and was not before.
    """

    identifier: str
    url: str
    asked_at: datetime
    http_status: int | None
    outcome: str
    error: str | None
    sha256: str | None
    content_type: str
    note: str | None
    failed_since: bool
    withdrawn: bool


class Store:
    """The file of one source. Any thread may call it."""

    def __init__(self, source: str) -> None:
        self.path: Path = home() / "pages" / f"{source}.sqlite"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._con = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        # WAL: a commit is one append, and a killed process loses none that returned
        self._con.execute("pragma journal_mode = wal")
        self._con.execute("pragma synchronous = normal")
        columns = [row[1] for row in self._con.execute("pragma table_info(reading)")]
        if columns and "parser" not in columns:  # of before readings had a version
            self._con.execute("drop table reading")
        self._con.executescript(SCHEMA)
        # what another version read says nothing any more, and every kept page is there to be read anew
        self._con.execute("delete from reading where parser <> ?", (VERSION,))

    def close(self) -> None:
        self._con.close()

    def keep(self, tried: Try) -> None:
        """Write one try, with its body, in one transaction."""
        with self._lock:
            self._con.execute("begin immediate")
            try:
                if tried.sha256 is not None and tried.body is not None:
                    packed = zlib.compress(tried.body, 6)
                    self._con.execute("insert or ignore into body values (?, ?)", (tried.sha256, packed))
                self._con.execute(
                    "insert into try (world, identifier, url, asked_at, http_status, error, sha256, content_type)"
                    " values (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        tried.world,
                        tried.identifier,
                        tried.url,
                        tried.asked_at.isoformat(" "),
                        tried.http_status,
                        tried.error,
                        tried.sha256,
                        tried.content_type,
                    ),
                )
                self._con.execute("commit")
            except BaseException:
                self._con.execute("rollback")
                raise

    def worlds(self) -> list[str]:
        """The worlds that pages were asked for in, the last one first."""
        return [row[0] for row in self._ask("select world from try group by world order by max(number) desc")]

    def known(self, world: str) -> list[Known]:
        """What is known of each identifier, in the order of the identifiers: the same pages land the same."""
        found = []
        for row in self._ask(KNOWN, world):
            identifier, url, asked_at, status, outcome, error, sha256, kind, note, failed, withdrawn = row
            moment = datetime.fromisoformat(asked_at)
            found.append(
                Known(
                    identifier, url, moment, status, outcome, error, sha256, kind, note, bool(failed), bool(withdrawn)
                )
            )
        return found

    def unread(self) -> list[tuple[str, str]]:
        """The bodies (and their Content-Types) that nothing was read from yet."""
        return self._ask(
            "select distinct sha256, content_type from try where error is null and sha256 is not null"
            " except select sha256, content_type from reading"
        )

    def is_read(self, sha256: str, content_type: str) -> bool:
        """Whether a body was read."""
        return bool(self._ask("select 1 from reading where sha256 = ? and content_type = ?", sha256, content_type))

    def body(self, sha256: str) -> bytes:
        """The bytes of a page as they came."""
        return zlib.decompress(self._ask("select packed from body where sha256 = ?", sha256)[0][0])

    def cells(self, sha256: str, content_type: str) -> list[list[Any]]:
        """The cells that were read from a body: section, row, column, text, whether it is spanned."""
        question = "select cells from reading where sha256 = ? and content_type = ?"
        cells: list[list[Any]] = json.loads(zlib.decompress(self._ask(question, sha256, content_type)[0][0]))
        return cells

    def _ask(self, question: str, *values: str) -> list[Any]:
        with self._lock:
            return self._con.execute(question, values).fetchall()

    def read(self, readings: Iterable[tuple[str, str, Reading]]) -> None:
        """Keep what was read from bodies."""
        with self._lock:
            self._con.execute("begin immediate")
            self._con.executemany(
                "insert or replace into reading values (?, ?, ?, ?, ?, ?, ?)",
                [(sha, kind, one.outcome, one.error, one.note, one.cells, VERSION) for sha, kind, one in readings],
            )
            self._con.execute("commit")

    def forget_readings(self) -> None:
        """Let every body be read anew."""
        self._con.execute("delete from reading")
