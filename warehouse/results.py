"""What a recipe ends with: the marts with their rows, and what to do next."""

from typing import Any

from ingest import progress, show
from ingest.command import finish
from ingest.landing.register import warehouse
from ingest.show import Column
from ingest.sql import identifier

from .reading import opened

MARTS = """
select table_schema, table_name
from information_schema.tables
where table_schema in ('herbarium', 'permits', 'quality')
order by table_schema, table_name
"""
SYNTHETIC = "select coalesce(bool_or(origin like 'replica%'), false) from raw.loads where status = 'ok'"
NEXT = (
    ("make sql", "ask it: SQL, read-only, with three queries to try"),
    ("make ask", "a dozen ready questions; make ask Q=NAME answers one"),
    ("make report docs exports", "a report, the docs site, the tables as files"),
    (". .venv/bin/activate", "then:"),
    ("python -m ingest status", "what is landed, how old it is, what was rejected"),
    ("dbt build", "build again after a load; dbt run, dbt test, dbt docs work bare too"),
)


def show_marts() -> None:
    """Each mart with its rows, whether the records are made up, and what to do next."""
    path = warehouse()
    with opened() as con:
        marts: dict[str, int] = {}
        for schema, name in con.execute(MARTS).fetchall():
            count = con.execute(f"select count(*) from {identifier(schema)}.{identifier(name)}").fetchone()
            marts[f"{schema}.{name}"] = count[0] if count else 0
        found = con.execute(SYNTHETIC).fetchone()
    synthetic = bool(found and found[0])
    made = {
        "warehouse": str(path.absolute()),
        "synthetic": synthetic,
        "marts": [{"mart": mart, "rows": rows} for mart, rows in marts.items()],
    }
    finish(made, lambda: _say_next(path.name, marts, synthetic=synthetic))


def _say_next(name: str, marts: dict[str, int], *, synthetic: bool) -> None:
    show.table([Column("mart"), Column("rows", number=True)], list(marts.items()))
    if synthetic:
        show.say("SYNTHETIC: the replica made these records up; `make real` lands the real ones.", style="yellow")
    show.say("")
    show.say(f"The warehouse is {name}. What to look at next:")
    show.table([Column(""), Column("", words=True)], [(f"  {command}", what) for command, what in NEXT])


def show_figures(notebook: str) -> bool:
    """Each published figure beside folio's; whether all agree."""
    with opened() as con:
        found = con.execute(
            "select figure, notebook_value, warehouse_value, agrees from quality.notebook_figures"
            " where notebook = ? order by figure",
            [notebook],
        )
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    finish(rows, lambda: _show_figures(rows))
    if progress.is_quiet():
        for row in rows:
            if not row["agrees"]:
                progress.say(
                    f"{progress.WARNING}{row['figure']}: {row['warehouse_value']}, not {row['notebook_value']}"
                )
    return bool(rows) and all(row["agrees"] for row in rows)


def _show_figures(rows: list[dict[str, Any]]) -> None:
    columns = [Column("figure", words=True), Column("published", number=True), Column("folio", number=True)]
    said = {True: "yes", False: "NO", None: "not compared"}
    cells = [(row["figure"], row["notebook_value"], row["warehouse_value"], said[row["agrees"]]) for row in rows]
    show.table([*columns, Column("agrees")], cells)
    show.say(f"{sum(bool(row['agrees']) for row in rows)} of {len(rows)} published figures agree")
