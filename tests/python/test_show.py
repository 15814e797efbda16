"""Tables for people: at any width no number is shortened, no name broken, and nothing is too wide."""

import pytest

from ingest import show
from ingest.show import Column

COLUMNS = [
    Column("table"),
    Column("rows", number=True),
    Column("rejected", number=True),
    Column("short", number=True),
    Column("landed"),
    Column("remarks", words=True),
]
ROWS = [
    ("lapaz_permit_page_cells", 1_341_220, 0, 0, "12 minutes ago", "SYNTHETIC"),
    ("nmnh_multimedia", 103_575, 1, 0, "just now", "failed 2 hours ago: the archive's newest load does not hold it"),
]


def lines(width: int | None, rows=ROWS) -> list[str]:
    return [line.plain for line in show.lines(COLUMNS, rows, width)]


def test_in_a_pipe_a_row_is_a_line():
    assert lines(None) == [
        "table                         rows  rejected  short  landed          remarks",
        "lapaz_permit_page_cells  1,341,220         0      0  12 minutes ago  SYNTHETIC",
        "nmnh_multimedia            103,575         1      0  just now        "
        "failed 2 hours ago: the archive's newest load does not hold it",
    ]


@pytest.mark.parametrize("width", [120, 100, 80, 72, 60, 50, 40, 30])
def test_on_a_terminal_it_fits_and_everything_is_there(width):
    made = lines(width)
    assert max(map(len, made)) <= width
    text = "\n".join(made)
    for whole in ("lapaz_permit_page_cells", "nmnh_multimedia", "1,341,220", "103,575", "12 minutes ago", "SYNTHETIC"):
        assert whole in text
    assert "does not hold it" in " ".join(text.split())


def test_words_are_wrapped_before_a_column_goes():
    assert lines(92)[0].split() == ["table", "rows", "rejected", "short", "landed", "remarks"]
    assert len(lines(92)) == 5


def test_columns_of_zeros_go_before_the_table_does():
    assert lines(82)[0].split() == ["table", "rows", "rejected", "landed", "remarks"]


def test_where_no_table_fits_each_row_is_a_block():
    assert lines(40, ROWS[:1]) == [
        "lapaz_permit_page_cells",
        "  rows     1,341,220",
        "  landed   12 minutes ago",
        "  remarks  SYNTHETIC",
    ]


def test_a_name_wider_than_the_terminal_stays_whole():
    assert lines(10, [("a_name_of_many_letters", 1, 0, 0, "", "")])[0] == "a_name_of_many_letters"


def test_wide_letters_count_twice():
    made = [line.plain for line in show.lines([Column("a"), Column("n", number=True)], [("植物", 1), ("b", 22)], None)]
    assert made == ["a      n", "植物   1", "b     22"]


def test_nothing_at_all_is_a_header():
    assert lines(None, []) == ["table  rows  rejected  short  landed  remarks"]
