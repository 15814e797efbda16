"""The warehouse file as those open it who only read: exports, report, docs site, ready questions, greetings."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest.errors import FolioError
from ingest.landing import engine, first_line
from ingest.landing.register import is_held, warehouse

USUAL_MEMORY = "1500MB"  # as profiles.yml has it for dbt


@contextmanager
def opened(spill: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, read-only, its times in UTC, without extensions; in bounded memory ($FOLIO_MEMORY_LIMIT), beyond
    which it spills into `spill` (default: beside the file).

    Raises FolioError where there is none, where it cannot be opened now, and where the block cannot be answered.
    """
    path = existing()
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if spill is not None:
        config["temp_directory"] = str(spill)
    try:
        con = duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as error:
        if is_held(error):
            raise FolioError(f"another program writes to {path.name} now; try again when it has ended") from error
        raise FolioError(f"{path.name} cannot be read: {first_line(error)}") from error
    with con:
        engine.limit(con, USUAL_MEMORY)
        con.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
        try:
            yield con
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise FolioError(f"{path.name} is not built whole ({first_line(error)}): run `dbt build` first") from error
        except duckdb.OutOfMemoryException as error:
            raise FolioError(
                "not enough memory, or room on the disk beyond it; FOLIO_MEMORY_LIMIT raises the limit"
            ) from error
        except duckdb.Error as error:
            raise FolioError(first_line(error)) from error
        except RuntimeError as error:
            if engine.was_interrupted(error):
                raise KeyboardInterrupt from error
            raise


def existing() -> Path:
    """The warehouse file. Raises FolioError where there is none."""
    path = warehouse()
    if not path.is_file():
        raise FolioError(f"there is no warehouse {path.name} yet: run `dbt build`, or `make warehouse` for the demo")
    return path
