"""What the landing zone holds, for a person and for a program."""

from datetime import datetime
from typing import Any

import duckdb

from . import progress, show
from .landing import zone
from .landing.ledger import loads_sql
from .show import Column
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


def show_status(rows: list[dict[str, Any]]) -> None:
    """Print the state of every table, and of every source that was never landed."""
    never = [name for name in sources() if name not in {row["source"] for row in rows}]
    if rows:
        columns = [Column("table"), *(Column(name, number=True) for name in ("rows", "rejected", "short"))]
        columns += [Column("landed"), Column("remarks", words=True)]
        show.table(columns, [_cells(row) for row in rows])
    for name in never:
        show.say(f"{name}: never landed")
    _explain(rows)
    if any(row["is_synthetic"] for row in rows):
        show.say("SYNTHETIC: made-up records of the replica, not the museum's or the city's.", style="yellow")


def warn(rows: list[dict[str, Any]]) -> None:
    """Say what is stale and what failed: all that --quiet leaves of the status."""
    for row in rows:
        for remark in _troubles(row):
            progress.say(f"{progress.WARNING}{row['table_name'] or row['source']}: {remark}")


def _cells(row: dict[str, Any]) -> list[object]:
    remarks = ["SYNTHETIC"] if row["is_synthetic"] else []
    landed = age(row["finished_at"]) if row["finished_at"] else "never"
    counts = [row[name] for name in ("rows_landed", "rows_rejected", "rows_short")]
    return [row["table_name"] or row["source"], *counts, landed, "; ".join(remarks + _troubles(row))]


def _troubles(row: dict[str, Any]) -> list[str]:
    found = []
    if row["is_stale"]:
        found.append("stale: the archive's newest load does not hold it")
    if row["last_failure_at"]:
        found.append(f"failed {age(row['last_failure_at'])}: {row['last_failure']}")
    elif row["last_failure"]:
        found.append(str(row["last_failure"]))
    return found


def show_load(rows: list[dict[str, Any]]) -> None:
    """The summary after a load: one line a table, from its ledger rows."""
    counts = ("read", "landed", "rejected", "short")
    columns = [Column("table"), *(Column(name, number=True) for name in counts)]
    show.table(columns, [[row["table_name"], *(row[f"rows_{name}"] for name in counts)] for row in rows])
    _explain(rows)


def _explain(rows: list[dict[str, Any]]) -> None:
    """What the counts mean that are not 0, and where their rows are."""
    if any(row["rows_rejected"] for row in rows):
        show.say("rejected: could not be landed; select reason, count(*) from raw.rejects group by reason")
    if any(row["rows_short"] for row in rows):
        show.say("short: landed, though with fewer cells than their file has columns; those are NULL")
