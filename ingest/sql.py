"""Quoting. Every identifier, literal and path that comes from outside passes through here before it is SQL."""

from collections.abc import Iterable
from pathlib import Path


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier: `a"b` becomes `"a""b"`."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """`text` as an SQL string literal, None as NULL: `it's` becomes `'it''s'`."""
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """A DuckDB list of string literals: `['a', 'b']`."""
    return "[" + ", ".join(literal(text) for text in texts) + "]"


def parquet(files: Iterable[Path | str], *options: str) -> str:
    """Parquet files as a relation with the columns that are in them: `year=2026` in a path is no column."""
    return f"read_parquet({', '.join([literals(map(str, files)), 'hive_partitioning = false', *options])})"
