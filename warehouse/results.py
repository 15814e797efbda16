"""What a recipe ends with: the marts with their rows, and what to do next."""

import duckdb
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.landing.register import warehouse
from ingest.sql import identifier

MARTS = """
select table_schema, table_name
from information_schema.tables
where table_schema in ('herbarium', 'permits', 'quality') and table_type = 'BASE TABLE'
order by table_schema, table_name
"""
SYNTHETIC = "select coalesce(bool_or(origin like 'replica%'), false) from raw.loads where status = 'ok'"
NEXT = (
    ("make sql", "ask it: SQL, read-only, with three queries to try"),
    ("make report docs exports", "a report, the docs site, the tables as files"),
    (". .venv/bin/activate", "then:"),
    ("python -m ingest status", "what is landed, how old it is, what was rejected"),
    ("dbt build", "build again after a load; dbt run, dbt test, dbt docs work bare too"),
)


def show_marts() -> None:
    """Each mart with its rows, whether the records are made up, and what to do next."""
    console = Console(highlight=False, soft_wrap=True)
    path = warehouse()
    with duckdb.connect(str(path), read_only=True) as con:
        shown = Table("mart", box=SIMPLE, pad_edge=False)
        shown.add_column("rows", justify="right")
        for schema, name in con.execute(MARTS).fetchall():
            count = con.execute(f"select count(*) from {identifier(schema)}.{identifier(name)}").fetchone()
            shown.add_row(f"{schema}.{name}", f"{count[0]:,}" if count else "")
        synthetic = con.execute(SYNTHETIC).fetchone()
    console.print(shown)
    if synthetic and synthetic[0]:
        console.print("SYNTHETIC: the replica made these records up; `make real` lands the real ones.", style="yellow")
    console.print(f"\nThe warehouse is {escape(path.name)}. What to look at next:")
    for command, what in NEXT:
        console.print(f"  {command:<27} {what}")


def show_figures(notebook: str) -> bool:
    """Each published figure beside folio's; whether all agree."""
    console = Console(highlight=False)
    with duckdb.connect(str(warehouse()), read_only=True) as con:
        rows = con.execute(
            "select figure, notebook_value, warehouse_value, agrees from quality.notebook_figures"
            " where notebook = ? order by figure",
            [notebook],
        ).fetchall()
    shown = Table("figure", box=SIMPLE, pad_edge=False)
    for name in ("published", "folio"):
        shown.add_column(name, justify="right")
    shown.add_column("agrees")
    for figure, published, found, agrees in rows:
        shown.add_row(figure, f"{published:,}", "" if found is None else f"{found:,}", "yes" if agrees else "NO")
    console.print(shown)
    agreeing = sum(bool(row[3]) for row in rows)
    console.print(f"{agreeing} of {len(rows)} published figures agree")
    return bool(rows) and agreeing == len(rows)
