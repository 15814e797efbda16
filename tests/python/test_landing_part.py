"""A Parquet part: groups of bounded size in the order of the rows, written on a thread whose failures are told."""

import threading
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.landing.part import Part

SCHEMA = pa.schema([("id", pa.string()), ("kind", pa.string())])


def rows(first: int, count: int) -> pa.Table:
    numbers = range(first, first + count)
    return pa.table([[f"{n:0200d}" for n in numbers], [f"kind {n % 5}" for n in numbers]], schema=SCHEMA)


def test_rows_keep_their_order_in_groups_of_bounded_size(tmp_path):
    path = tmp_path / "p.parquet"
    with Part(path, SCHEMA, room=3 << 20) as part:
        for first in range(0, 50_000, 1_000):
            part.add(rows(first, 1_000))
    assert part.rows == 50_000
    file = pq.ParquetFile(path)
    sizes = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
    assert len(sizes) > 5 and max(sizes) <= 6_000
    assert [int(n) for n in file.read(["id"]).column(0).to_pylist()] == list(range(50_000))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("part")]


def test_a_dictionary_is_made_only_for_what_repeats_itself(tmp_path):
    with Part(tmp_path / "p.parquet", SCHEMA, room=1 << 30) as part:
        part.add(rows(0, 5_000))
    group = pq.ParquetFile(tmp_path / "p.parquet").metadata.row_group(0)
    encodings = [group.column(n).encodings for n in range(2)]
    assert ["RLE_DICTIONARY" in found for found in encodings] == [False, True]


def test_a_part_of_no_rows_has_its_columns(tmp_path):
    with duckdb.connect() as con, Part(tmp_path / "p.parquet", SCHEMA, room=1 << 30, hashing=con):
        pass
    names = pq.ParquetFile(tmp_path / "p.parquet").schema_arrow.names
    assert names == ["id", "kind", "_row_hash", "_row_hash_2"]


@pytest.mark.parametrize("groups", [1, 20])
def test_what_goes_wrong_on_the_writing_thread_is_raised(tmp_path: Path, groups):
    with pytest.raises(FileNotFoundError), Part(tmp_path / "no" / "p.parquet", SCHEMA, room=3 << 20) as part:
        for first in range(groups):
            part.add(rows(first, 6_000))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("part")]


def test_what_goes_wrong_before_is_what_is_raised(tmp_path):
    with pytest.raises(ValueError, match="upstream"), Part(tmp_path / "p.parquet", SCHEMA, room=3 << 20) as part:
        part.add(rows(0, 6_000))
        raise ValueError("upstream")


@pytest.mark.parametrize("name", ['a "quoted" name', "a.b", "é; drop table", "rows", "_Row"])
def test_columns_may_have_any_name(tmp_path, name):
    schema = pa.schema([(name, pa.string()), ("other.one", pa.string())])
    path = tmp_path / "p.parquet"
    with duckdb.connect() as con, Part(path, schema, room=1 << 30, hashing=con) as part:
        part.add(pa.table([["x", "x", "y", None], [None, None, "x", "y"]], schema=schema))
    read = pq.ParquetFile(path).read()
    assert read.column_names == [name, "other.one", "_row_hash", "_row_hash_2"]
    assert read.column(0).to_pylist() == ["x", "x", "y", None]
    hashes = list(zip(read.column(2).to_pylist(), read.column(3).to_pylist(), strict=True))
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3
