"""What the landing zone holds, for a person and for a program."""

import json
from datetime import datetime
from typing import Any

import click
import duckdb
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .landing import zone
from .landing.ledger import loads_sql
from .sources import sources

# For each table its last good load, and what was tried since.
STATUS = """
with loads as ({loads}),

good as (
    select * from loads
    where status = 'ok'
    qualify row_number() over (partition by table_name order by load_id desc) = 1
),

newest as (
    select source, kind, max(load_id) as load_id
    from loads
    where status = 'ok'
    group by source, kind
),

failed as (
    select source, kind, max_by(error, load_id) as error, max(load_id) as load_id, max(finished_at) as failed_at
    from loads
    where status = 'failed'
    group by source, kind
)

select
    coalesce(good.table_name, '') as table_name,
    coalesce(good.source, failed.source) as source,
    good.load_id,
    good.origin,
    coalesce(good.origin like 'replica%', false) as is_synthetic,
    good.finished_at,
    good.rows_landed,
    good.rows_rejected,
    good.rows_short,
    coalesce(good.kind = 'dwca' and newest.load_id > good.load_id, false) as is_stale,
    failed.failed_at as last_failure_at,
    failed.error as last_failure
from good
left join newest on good.source = newest.source and good.kind = newest.kind
full join failed
    on good.source = failed.source and good.kind is not distinct from failed.kind and failed.load_id > good.load_id
where good.load_id is not null
    or not exists (select 1 from newest as later where later.source = failed.source
        and later.kind is not distinct from failed.kind)
order by 2, 1
"""


def tables() -> list[dict[str, Any]]:
    """A row for each table of raw, and for each source whose loads all failed."""
    loads = loads_sql()
    if loads is None:
        return []
    with duckdb.connect() as con:
        found = con.execute(STATUS.format(loads=loads))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def age(then: datetime) -> str:
    """How long ago, in the one unit that matters."""
    seconds = max((zone.now() - then).total_seconds(), 0)
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def show_status(as_json: bool) -> None:
    """Print the state of every table, and of every source that was never landed."""
    rows = tables()
    if as_json:
        click.echo(json.dumps(rows, default=str, ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    never = [name for name in sources() if name not in {row["source"] for row in rows}]
    if rows:
        shown = Table(box=SIMPLE, pad_edge=False)
        shown.add_column("table", overflow="fold")
        for name in ("rows", "rejected", "short"):
            shown.add_column(name, justify="right")
        shown.add_column("landed")
        shown.add_column("remarks", overflow="fold")
        for row in rows:
            shown.add_row(*_cells(row))
        console.print(shown)
    for name in never:
        console.print(f"{name}: never landed")
    if any(row["is_synthetic"] for row in rows):
        console.print("SYNTHETIC: made-up records of the replica, not the museum's or the city's.", style="yellow")


def _cells(row: dict[str, Any]) -> list[str]:
    remarks = []
    if row["is_synthetic"]:
        remarks.append("SYNTHETIC")
    if row["is_stale"]:
        remarks.append("stale: the archive's newest load does not hold it")
    if row["last_failure_at"]:
        remarks.append(f"failed {age(row['last_failure_at'])}: {row['last_failure']}")
    elif row["last_failure"]:
        remarks.append(str(row["last_failure"]))
    counts = ["" if row[n] is None else f"{row[n]:,}" for n in ("rows_landed", "rows_rejected", "rows_short")]
    landed = age(row["finished_at"]) if row["finished_at"] else "never"
    name = f"raw.{row['table_name']}" if row["table_name"] else row["source"]
    return [escape(text) for text in (name, *counts, landed, "; ".join(remarks))]


def show_load(rows: list[dict[str, Any]]) -> None:
    """The summary after a load: one line a table, from its ledger rows."""
    shown = Table("table", box=SIMPLE, pad_edge=False)
    for name in ("read", "landed", "rejected", "short"):
        shown.add_column(name, justify="right")
    for row in rows:
        counts = [f"{row[name]:,}" for name in ("rows_read", "rows_landed", "rows_rejected", "rows_short")]
        shown.add_row(escape(f"raw.{row['table_name']}"), *counts)
    console = Console(highlight=False)
    console.print(shown)
    if any(row["rows_rejected"] for row in rows):
        console.print("rejected rows: select reason, count(*) from raw.rejects group by reason", highlight=False)
