"""polars: `python -m bench.peers.by_polars FILE [--told] [--rows]`: with its defaults, or told what the archive
declares (a quote is data, all columns are text); `--rows` counts rows alone."""

import sys
from typing import Any

import polars as pl

from bench.peers.answer import BOTANY, WORD, tell


def answer() -> dict[str, Any]:
    """The step, in polars' streaming engine."""
    told: dict[str, Any] = {"quote_char": None, "infer_schema": False} if "--told" in sys.argv else {}
    frame = pl.scan_csv(sys.argv[1], separator="\t", **told)
    if "--rows" in sys.argv:
        return {"rows": frame.select(pl.len()).collect(engine="streaming").item()}
    word = pl.col("description").str.extract(WORD).str.strip_chars(".").str.strip_chars(",")
    eight = word.filter((pl.col("providerLiteral") == BOTANY) & word.str.contains("^[0-9]{8}$"))
    counted = frame.select(pl.len().alias("rows"), eight.n_unique().alias("barcodes"))
    providers = frame.group_by("providerLiteral").len()
    counts, rows = (found for found in pl.collect_all([counted, providers], engine="streaming"))
    return {**counts.to_dicts()[0], "providers": dict(rows.iter_rows())}


if __name__ == "__main__":
    tell(answer)
