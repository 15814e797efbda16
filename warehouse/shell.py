"""`python -m warehouse.shell`: DuckDB's own command line on the warehouse, read-only, with a word on what is in it.

What follows is handed to it: `python -m warehouse.shell -json -c "from quality.loads"`.
"""

import os
import sys
from pathlib import Path

import click
import duckdb
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.errors import FolioError

from .reading import existing, opened

SCHEMAS = {
    "herbarium": "sheets, specimens and images; which sheets bear a label, and what became of each",
    "permits": "permits, their pages and parameters, and both merged",
    "quality": "where every row went; the notebooks' figures beside these; the loads; what each test said last",
    "raw": "what was landed, as it was published; rejects, and what to cite",
    "staging": "raw with names and types",
    "intermediate": "the steps between",
    "reference": "tables of words, units and published figures",
}
TABLES = "select table_schema, count(*) from information_schema.tables group by table_schema"
SYNTHETIC = "select coalesce(bool_or(is_synthetic), false) from quality.loads where is_current"
QUERIES = (
    "select outcome, count(*) as sheets from herbarium.labelled_sheets group by all order by sheets desc;",
    "select fuente, resultado, count(*) as permits from permits.permits_merged group by all order by all;",
    "select chain, reason, rows_in, rows_dropped from quality.row_ledger where rows_dropped > 0"
    " order by collection, chain, step_number;",
)
# no extension may be fetched, and times are UTC, as everywhere in folio
SETTINGS = "set autoinstall_known_extensions = false; set autoload_known_extensions = false; set TimeZone = 'UTC';"


def greet(path: Path) -> None:
    """Name the schemas, whether their records are made up, and three queries to try. Raises FolioError."""
    with opened() as con:
        tables = dict(con.execute(TABLES).fetchall())
        try:
            synthetic = con.execute(SYNTHETIC).fetchone()
        except duckdb.CatalogException:  # landed, and not built yet
            synthetic = None
    console = Console(highlight=False)
    console.print(f"[bold]{escape(path.name)}[/bold], read-only")
    if synthetic and synthetic[0]:
        console.print(
            "SYNTHETIC: the replica made these records up; none is the museum's or the city's.", style="yellow"
        )
    shown = Table("schema", box=SIMPLE, pad_edge=False)
    shown.add_column("tables", justify="right")
    shown.add_column("what is in it")
    for schema, what in SCHEMAS.items():
        if schema in tables:
            shown.add_row(schema, str(tables[schema]), what)
    console.print(shown)
    console.print("Try:" if "quality" in tables else "The models are not built yet: run `dbt build`.")
    for query in QUERIES if "quality" in tables else ():
        console.print(f"  {query}", markup=False, soft_wrap=True)
    console.print(
        "A dozen more questions are ready in analyses/: `make ask` lists them, `make ask Q=NAME` answers one."
    )
    console.print("`.tables` lists, `describe schema.table` shows the columns, `.help` helps, `.quit` ends.")


def main() -> None:
    """Greet a person, then become DuckDB's command line."""
    arguments = sys.argv[1:]
    try:
        path = existing()
        if not arguments and sys.stdin.isatty():
            greet(path)
    except FolioError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    program = str(Path(sys.executable).with_name("duckdb"))
    # without colours there is no need to ask the terminal for its background either
    plain = ["-dark-mode", "-cmd", ".highlight off"] if os.environ.get("NO_COLOR") else []
    os.execv(program, [program, "-readonly", "-cmd", SETTINGS, *plain, *arguments, str(path)])


if __name__ == "__main__":
    main()
