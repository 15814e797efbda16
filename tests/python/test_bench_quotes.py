"""Which lines a lone quote swallows: the benchmark's account against pandas itself."""

import io

import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bench.quotes import Span, around, spans

CELLS = st.text(alphabet='ab"', max_size=4)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12)


def pieces(text: bytes, size: int):
    return (text[at : at + size] for at in range(0, len(text), size))


def test_the_lines_between_two_lone_quotes_are_one_row():
    text = b'id\ttext\n1\ta\n2\t"b\n3\tc\n4\t"d\n5\t"e"\n6\tsay "f\n'
    assert spans(iter([text])) == [Span(3, 5)]


def test_a_quote_that_nothing_closes_reaches_to_the_end():
    assert spans(iter([b'id\n"1\n2\n'])) == [Span(2, 4)]


@pytest.mark.parametrize(("line", "found"), [(2, None), (3, Span(3, 5)), (5, Span(3, 5)), (6, None), (9, Span(8, 9))])
def test_a_line_is_found_in_its_span(line, found):
    assert around(line, [Span(3, 5), Span(8, 9)]) == found


@given(ROWS, st.integers(1, 40))
@example([('"a', ""), ('"', "b")], 1)
@example([("a", '"'), ('""', "b"), ('"b', "")], 2)
def test_pandas_sees_as_many_rows_as_the_spans_leave(rows, size):
    text = "".join(f"{number}{first}\t{second}\n" for number, (first, second) in enumerate(rows))
    for prefix in (
        "",
        '"',
    ):  # numbers at the beginning keep a line from being empty; a quote there opens the first cell
        whole = prefix + text
        found = spans(pieces(whole.encode(), size))
        lines = whole.count("\n")
        assume(not found or found[-1].closed <= lines)  # pandas, too, has no end for what nothing closes
        read = pd.read_csv(io.StringIO(whole), sep="\t", header=None, names=range(40), dtype=str, keep_default_na=False)
        assert len(read) == lines - sum(span.closed - span.opened for span in found)
