"""Names of tables and columns in `raw`, by the rules of the contracts."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pyarrow as pa

# Two hashes of a row, BIGINT, for tables whose rows have no key of their own: rows that repeat another one exactly are
# found by two whole numbers instead of by all their text, on every engine alike.
ROW_HASHES = ("_row_hash", "_row_hash_2")
# The view over the Parquet files adds the first two; the last three are what DuckDB's reader calls its own columns.
RESERVED = frozenset({"_row", "_load_id", *ROW_HASHES, "file_row_number", "filename", "file_index"})


# The types that a column may have, and Arrow's.
TYPES = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "TIMESTAMP": pa.timestamp("us"), "BOOLEAN": pa.bool_()}


@dataclass(frozen=True)
class Column:
    """A column of a landed table.

    `type` is VARCHAR for what the source wrote, BIGINT, TIMESTAMP (UTC) or BOOLEAN for what folio counted itself.
    `term` is the URI that the source maps to the column, `default` the value that meta.xml gives to empty cells.
    """

    name: str
    type: str = "VARCHAR"
    term: str | None = None
    default: str | None = None


def _numbered(name: str, taken: Collection[str]) -> str:
    """`name`, or `name_2`, `name_3`, … where that is taken."""
    free, number = name, 1
    while free.lower() in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def table_name(source: str, stem: str, taken: Collection[str] = ()) -> str:
    """The relation's name in `raw`: `<source>_<stem>` in lower case, odd signs as `_`, `_2` where two clash.

    `stem` is the first location's file name, its extension and `.gz` taken off; `taken` holds the load's names so far.
    """
    return _numbered(re.sub(r"[^a-z0-9_]", "_", f"{source}_{stem}".lower()), taken)


def unique_names(names: Iterable[str]) -> list[str]:
    """The names in their order, a repeated one (without regard to case) as `name_2`, `name_3`, …"""
    taken, unique = set(RESERVED), []
    for name in names:
        unique.append(_numbered(name, taken))
        taken.add(unique[-1].lower())
    return unique
