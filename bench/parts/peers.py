"""Other ways to read the data files, each in a process of its own: what they take, and what they get wrong."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import data
from bench.context import Bench
from bench.measure import Run
from bench.results import Check, Part

TITLE = (
    "the media file with its lone quotes, by others: count the rows, the rows of each provider and the different"
    " barcodes; and count the occurrences where a quote matters"
)
RIGHT = "right"


def part(bench: Bench) -> Part:
    """Every peer in turn; what each counted, against the truth."""
    sources = bench.herbarium(bench.scale, quotes=True)
    truth = data.truth(sources)
    true = {
        "rows": truth["tables"]["multimedia"]["rows_read"],
        "providers": {name: count["before"] for name, count in truth["providers"].items()},
        "barcodes": truth["sheets"]["rows"],
    }
    runs, told = [], []
    for name, command in commands(bench, sources):
        run = bench.measure(name, command)
        answer = json.loads(run.out) if run.ok else {}
        judged = judge(answer, true if "providers" in answer else {"rows": truth["tables"]["occurrence"]["rows_read"]})
        runs.append(_said(run, judged))
        told.append({"peer": name, "answer": answer})
    checks = [] if bench.peers else [Check("the peers' environment is there", False, "`make bench` makes it")]
    return Part("peers", TITLE, runs, (), checks, (), {"answers": told})


def commands(bench: Bench, sources: Path) -> list[tuple[str, Sequence[str | Path]]]:
    """Each peer's name and command."""
    media, occurrence, archive = (sources / name for name in ("multimedia.txt.gz", "occurrence.txt.gz", "archive.zip"))
    data.warm(media, archive)
    listed: list[tuple[str, Path | None, str, Sequence[str | Path]]] = [
        ("pandas as the notebook has it", Path(sys.executable), "by_pandas", [media, "python"]),
        ("the same, pyarrow installed", bench.peers, "by_pandas", [media]),
        ("polars, its defaults", bench.peers, "by_polars", [media]),
        ("polars, told that a quote is data", bench.peers, "by_polars", [media, "--told"]),
        ("DuckDB, its sniffer", bench.peers, "by_duckdb", [media]),
        ("DuckDB, told the dialect", bench.peers, "by_duckdb", [media, "--told"]),
        ("python-dwca-reader, its pandas path", bench.peers, "by_dwca_reader", [archive, "pandas"]),
        ("python-dwca-reader, its rows", bench.peers, "by_dwca_reader", [archive, "rows"]),
        ("python-dwca-reader, its terms", bench.peers, "by_dwca_reader", [archive, "terms"]),
        ("occurrences: polars, its defaults", bench.peers, "by_polars", [occurrence, "--rows"]),
        ("occurrences: DuckDB, its sniffer", bench.peers, "by_duckdb", [occurrence, "--rows"]),
        ("occurrences: python-dwca-reader, its pandas path", bench.peers, "by_dwca_reader", [archive, "occurrences"]),
    ]
    return [(name, [python, "-m", f"bench.peers.{module}", *rest]) for name, python, module, rest in listed if python]


def judge(answer: Mapping[str, Any], true: Mapping[str, Any]) -> str:
    """What an answer got wrong, in words; `right` where nothing."""
    if "refused" in answer:
        return f"refused: {answer['refused']}"
    wrong = []
    if (rows := answer.get("rows", 0)) != true["rows"]:
        share = abs(true["rows"] - rows) / true["rows"]
        wrong.append(
            f"{rows:,} rows of {true['rows']:,}, and no error: {share:.0%} {'lost' if rows < true['rows'] else 'more'}"
        )
    if "providers" in true and answer.get("providers") != true["providers"]:
        odd = sum(answer["providers"].get(name) != count for name, count in true["providers"].items())
        wrong.append(f"{odd} of {len(true['providers'])} providers miscounted")
    if "barcodes" in true and answer.get("barcodes") != true["barcodes"]:
        wrong.append(f"{answer.get('barcodes', 0):,} barcodes of {true['barcodes']:,}")
    return "; ".join(wrong) or RIGHT


def _said(run: Run, judged: str) -> Run:
    return replace(run, said=judged) if run.ok else run
