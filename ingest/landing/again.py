"""Whether a source was landed from the same bytes before: then there is nothing to land."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import duckdb

from ..address import masked
from ..sql import literal
from ..version import VERSION
from . import ledger, zone


def same_load(
    source: str, *, kind: str, origin: str, sha256: Callable[[], str | None], tables: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    """The rows of raw.loads of the source's newest good load, if it holds what landing `origin` now would give: from
    the same place, of the same bytes, read by the same version of folio, into the same `tables` of the same locations
    (None: whichever the file makes), and all still there. Otherwise none. `sha256` is asked where all else is the same.
    """
    loads = ledger.loads_sql()
    if loads is None:
        return []
    with duckdb.connect() as con:
        found = con.execute(
            f"select * from ({loads}) where source = {literal(source)} and status = 'ok'"
            " qualify load_id = max(load_id) over () order by table_name"
        )
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    wanted = {"kind": kind, "folio_version": VERSION}
    # of the same bytes, whether a replica made them is the same
    origins = {masked(origin), masked(f"replica {origin}")}
    if any(row["origin"] not in origins or any(row[name] != wanted[name] for name in wanted) for row in rows):
        return []
    if tables is not None and {row["table_name"]: row["locations"] for row in rows} != dict(tables):
        return []
    paths = [zone.root() / file["path"] for row in rows for file in json.loads(row["data_files"])]
    if not rows or not all(path.is_file() for path in paths):
        return []
    digest = sha256()
    return rows if digest is not None and all(row["sha256"] == digest for row in rows) else []
