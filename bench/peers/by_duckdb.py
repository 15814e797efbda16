"""DuckDB's read_csv: `python -m bench.peers.by_duckdb FILE [--told] [--rows]`: its sniffer, or told what the archive
declares (a quote is data, all columns are text); `--rows` counts rows alone."""

import sys
from typing import Any

import duckdb

from bench.peers.answer import BOTANY, tell

TOLD = r", delim = '\t', quote = '', escape = '', header = true, all_varchar = true"
STEP = r"""
with media as (
    select
        providerLiteral,
        rtrim(ltrim(regexp_extract(description, '(?:^|\s)barcode\s+(\S+)', 1, 'i'), '.'), '.,') as code
    from {read}
)
select
    providerLiteral,
    count(*),
    list(distinct code) filter (where providerLiteral = {botany} and regexp_full_match(code, '[0-9]{{8}}'))
from media
group by providerLiteral
"""


def answer() -> dict[str, Any]:
    """The step."""
    path = sys.argv[1].replace("'", "''")
    read = f"read_csv('{path}'{TOLD if '--told' in sys.argv else ''})"
    if "--rows" in sys.argv:
        # every column is read, as whoever counts on a table's rows has read it
        rows = duckdb.sql(f"select count(columns(*)) from {read}").fetchall()[0]
        return {"rows": max(rows)}
    found = duckdb.sql(STEP.format(read=read, botany=f"'{BOTANY}'")).fetchall()
    codes = {code for _, _, listed in found for code in listed or ()}
    return {
        "rows": sum(rows for _, rows, _ in found),
        "providers": {name: rows for name, rows, _ in found},
        "barcodes": len(codes),
    }


if __name__ == "__main__":
    tell(answer)
