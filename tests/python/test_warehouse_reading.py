"""How the warehouse file is opened by whoever only reads it, and what is said where it cannot be."""

from pathlib import Path

import duckdb
import pytest

from ingest.errors import FolioError
from warehouse.reading import opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create table t as select range as a from range(3)")
    return path


def test_it_is_read_only_bounded_and_in_utc(file):
    with opened() as con:
        settings = "select current_setting('TimeZone'), current_setting('memory_limit'), current_setting('access_mode')"
        assert con.execute(settings).fetchone() == ("UTC", "1.3 GiB", "read_only")
        assert con.execute("select count(*) from t").fetchone() == (3,)


def test_a_limit_that_is_no_size_is_named(file, monkeypatch):
    monkeypatch.setenv("FOLIO_MEMORY_LIMIT", "plenty")
    with pytest.raises(FolioError, match=r"^FOLIO_MEMORY_LIMIT is 'plenty', not a size such as 1GB$"), opened():
        pass


def test_a_file_that_is_no_warehouse_is_said(file):
    file.write_bytes(b"x" * 10_000)
    with pytest.raises(FolioError, match=r"^w\.duckdb cannot be read: "), opened():
        pass


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("from not_there", r"^w\.duckdb is not built whole \(Catalog Error.*\): run `dbt build` first$"),
        ("select not_there from t", r"^w\.duckdb is not built whole \(Binder Error.*\): run `dbt build` first$"),
        ("select error('no') from t", "^Invalid Input Error: no$"),
    ],
)
def test_what_cannot_be_answered_is_one_line(file, sql, said):
    with pytest.raises(FolioError, match=said), opened() as con:
        con.execute(sql).fetchall()


def test_a_query_beyond_the_memory_says_which_setting(file, tmp_path, monkeypatch):
    monkeypatch.setenv("FOLIO_MEMORY_LIMIT", "20MB")
    said = r"^not enough memory, or room on the disk beyond it; FOLIO_MEMORY_LIMIT raises the limit$"
    with pytest.raises(FolioError, match=said), opened(tmp_path / "spill") as con:
        con.execute("set max_temp_directory_size = '0 B'")
        con.execute("select list(range) from range(50_000_000)").fetchall()


def test_ctrl_c_within_a_query_is_ctrl_c(file):
    with pytest.raises(KeyboardInterrupt), opened():
        raise RuntimeError("Query interrupted")  # as the engine tells it
    with pytest.raises(RuntimeError, match="another"), opened():
        raise RuntimeError("another")
