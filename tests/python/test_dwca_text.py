"""Text into rows: both roads against an oracle, in pieces of any size, and what the watch lets through."""

import itertools

import pytest
from dwca_harness import Landed, Pieces, both, down, oracle
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ingest.dwca import text, width
from ingest.dwca.arrow import Cell, Reader, Unreadable
from ingest.dwca.careful import Straightener, Tally, shape
from ingest.dwca.dialect import Dialect, declared, encoding_name, unescape
from ingest.dwca.fast import Watch, why_careful
from ingest.dwca.limits import Limits
from ingest.dwca.records import Records
from ingest.dwca.terms import local_name, uri_of
from ingest.errors import FormatError

TSV = Dialect("\t", None, "\n", "utf-8", 1)
CSV = Dialect(",", '"', "\n", "utf-8", 1)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(FEW, max_examples=400, suppress_health_check=list(HealthCheck))


def header(columns: int, dialect: Dialect) -> str:
    return dialect.delimiter.join(f"h{index}" for index in range(columns)) + "\n"


@pytest.fixture
def small_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let blocks be small, so that they end anywhere in a record."""
    monkeypatch.setattr(text, "HEAD", 1)
    monkeypatch.setattr(width, "HEAD", 1)
    monkeypatch.setattr("ingest.dwca.careful._LONG", 4)


# --- what a cell is


signs = st.sampled_from(['"', '""', "'", ",", "\t", "|", "~|~", "\n", "\r\n", "\r", "\x01", "a", "é", " ", ""])


def _soup(soup: str, delimiter: str, quote: str | None, columns: int, piece: int) -> None:
    dialect, refused = Dialect(delimiter, quote, "\n", "utf-8", 1), ""
    try:
        got = both((header(columns, dialect) + soup).encode(), dialect, columns, piece=piece)
    except FormatError as error:
        refused = str(error)
    whole = (header(columns, dialect) + soup).encode()
    # how lines end is seen in the file's head, and how much of it that is, the pieces say in which it comes
    pieces = Pieces(whole, piece, Limits()).open("data.txt")
    cr = text.open_text(pieces, dialect, Limits(), "soup").end is text.ANY_END
    rows, rejected, short = oracle(soup, dialect, columns, columns, cr=cr)
    if refused or (rejected > 1 and not rows):
        assert "nowhere in it" in refused or (f"each of its rows ({rejected:,} so far)" in refused and not rows)
        return
    assert (got.rows, len(got.rejects), got.short) == (rows, rejected, short)


@pytest.mark.usefixtures("small_heads")
def test_a_soup_shorter_than_a_files_first_bytes_comes_down_too() -> None:
    _soup("\r,", ",", None, 2, 1)


_soups = given(
    soup=st.lists(signs, max_size=40).map("".join),
    delimiter=st.sampled_from([",", "\t", "~|~"]),
    quote=st.sampled_from([None, '"', "'"]),
    columns=st.integers(1, 4),
    piece=st.sampled_from([1, 3, 1000]),
)
test_any_soup_comes_down_as_the_rules_say = pytest.mark.usefixtures("small_heads")(FEW(_soups(_soup)))
test_any_soup_comes_down_as_the_rules_say_many = pytest.mark.slow(
    pytest.mark.usefixtures("small_heads")(MANY(_soups(_soup)))
)


def _comes_back(table: list[list[str]], delimiter: str, line_end: str, encoding: str, headers: int, piece: int) -> None:
    # without a record whose end is plain to see, an only line might end in what its cells hold
    rows = [["first", "row", "x"], *table]
    dialect = Dialect(delimiter, '"', line_end, encoding, headers)

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"'

    written = "".join(f"line {number}{line_end}" for number in range(headers))
    written += "".join(delimiter.join(map(cell, row)) + line_end for row in rows)
    got = both(written.encode(encoding), dialect, 3, piece=piece)
    assert got.rows == [tuple(value or None for value in row) for row in rows]
    assert got.counts == (len(rows), 0, 0)


_tables = given(
    table=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=3, max_size=3), max_size=12
    ),
    delimiter=st.sampled_from([",", "\t", ";", "|", " ", "¦", "~|~", "'"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r", "@@\n"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "gb18030"]),
    headers=st.integers(0, 3),
    piece=st.sampled_from([5, 1 << 20]),
)
test_what_was_written_comes_back = FEW(_tables(_comes_back))
test_what_was_written_comes_back_many = pytest.mark.slow(MANY(_tables(_comes_back)))


def _all_is_data(table: list[list[str]]) -> None:
    assume("�" not in "".join(map("".join, table)))
    got = both(("a\tb\n" + "".join("\t".join(row) + "\n" for row in table)).encode(), TSV, 2)
    assert got.rows == [tuple(value or None for value in row) for row in table]


_bare_tables = given(
    table=st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r"), max_size=8),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=12,
    )
)
test_without_enclosure_all_is_data = FEW(_bare_tables(_all_is_data))
test_without_enclosure_all_is_data_many = pytest.mark.slow(MANY(_bare_tables(_all_is_data)))


@pytest.mark.usefixtures("small_heads")
@pytest.mark.parametrize("piece", range(1, 9))
def test_no_border_of_a_piece_changes_a_row(piece: int) -> None:
    data = 'h0,h1,h2\r\n1,"a\r\n""b""",é\r\n\r\n2,x\n3,y,z,\n4,y,z,w\n5,"q"r,s\r\n6,"open,t\n7,u,v'.encode()
    got = both(data, CSV, 3, piece=piece)
    assert got.rows == [
        ("1", 'a\r\n"b"', "é"),
        ("2", "x", None),
        ("3", "y", "z"),
        ("5", "qr", "s"),
        ("7", "u", "v"),
    ]
    assert got.rejects == [
        (7, "too many columns: 4 > 3", "4,y,z,w"),
        (9, "a quote is opened and never closed", '6,"open,t'),
    ]
    assert got.short == 1


@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
def test_cr_at_a_border(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "HEAD", 8)
    dialect = Dialect("\t", None, "\r", "utf-8", 1)
    got = both(b"h0\th1\r1\ta\r2\tb\r\r\n3\tc\n4\td\r", dialect, 2, piece=piece)
    assert got.rows == [("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]


# --- counts and limits


def test_a_long_row_gets_a_part_with_larger_buffers_and_keeps_its_place() -> None:
    long = "x" * 3_300_000
    data = f"a\tb\n1\tshort\n2\t{long}\n3\tshort\n".encode()
    for careful in (False, True):
        assert down(data, TSV, 2, careful=careful).rows == [("1", "short"), ("2", long), ("3", "short")]


@pytest.mark.parametrize("quote", [None, '"'])
def test_a_line_beyond_the_limit_is_refused(quote: str | None) -> None:
    dialect = Dialect(",", quote, "\n", "utf-8", 1)
    for careful in (False, True):
        with pytest.raises(FormatError, match=r"line 3 is longer than 1,000 bytes \(FOLIO_MAX_LINE_BYTES"):
            down(b"a,b\n1,2\n3," + b"x" * 5000, dialect, 2, careful=careful, piece=100, limits=Limits(line_bytes=1000))
    with pytest.raises(FormatError, match="header line 1 is longer"):
        down(b"x" * 5000, dialect, 2, careful=False, piece=100, limits=Limits(line_bytes=1000))


def test_an_unclosed_quote_is_given_up_at_the_limit() -> None:
    data = b'a,b\n1,"open\n' + b"2,plain\n" * 1000
    got = both(data, CSV, 2, piece=100, limits=Limits(line_bytes=2000))
    assert got.rows == [("2", "plain")] * 1000
    assert got.rejects == [(2, "a quote is opened and never closed", '1,"open')]


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(FormatError, match="6 columns, more than 5"):
        down(b"a\tb\tc\td\te\tf\n", TSV, 2, careful=False, limits=Limits(columns=5))


def test_a_blank_may_enclose() -> None:
    got = both(b"1, a b ,c\n2,x y,z\n3, d  e ,f\n", Dialect(",", " ", "\n", "utf-8", 0), 3)
    assert got.rows == [("1", "a" + "b ", "c"), ("2", "x y", "z"), ("3", "d e", "f")]


def test_a_file_of_which_no_row_is_right_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load of no rows would pass for a good one."""
    files = {
        b"a\tb\n1\t2\t3\n4\t5\t6\n": r"each of its rows \(2 so far\) is rejected, the first in line 2: too many",
        b"a\tb\n\n\xff\t1\n\xff": r"each of its rows \(2 so far\) is rejected, the first in line 3: cannot be decoded",
    }
    for data, said in files.items():
        for careful in (False, True):
            with pytest.raises(FormatError, match=rf"data\.txt in memory: {said}"):
                down(data, TSV, 2, careful=careful)
    assert both(b"a\tb\n\n", TSV, 2).rows == []
    only = both(b"a\tb\n1\t\xff\n", TSV, 2)  # one row says nothing of how the file is declared
    assert only.counts == (1, 1, 0)
    assert only.warnings == ["data.txt: its only row is rejected, in line 2: cannot be decoded as UTF-8"]
    monkeypatch.setattr("ingest.dwca.careful.HOPELESS", 3)
    endless = b"a\tb\n" + b"1\t2\t3\n" * 3 + b"1\t2\n"
    with pytest.raises(FormatError, match=r"\(3 so far\)"):
        down(endless, TSV, 2, careful=False)
    assert both(b"a\tb\n1\t2\n" + b"1\t2\t3\n" * 5, TSV, 2).counts == (6, 5, 0)


def test_rows_of_one_cell_under_a_header_of_more_are_told() -> None:
    got = both(b"a\tb\n1;x\n2;y\n", TSV, 2)
    assert got.rows == [("1;x", None), ("2;y", None)]
    assert got.warnings == [
        r"data.txt: no row holds the declared delimiter '\t', though the header line does: each row is one cell"
    ]
    assert both(b"a\tb\n1\n", TSV, 2).warnings == both(b"a\tb\n1\n2\tx\n", TSV, 2).warnings == []


def test_a_title_above_the_rows_says_nothing_of_their_width() -> None:
    dialect = Dialect("\t", None, "\n", "utf-8", 1)
    got = both(b"Plants of Bern\n1\tAbies\tBern\n2\tPicea\tThun\tstray\n3\tLarix\tBern\n", dialect, 2)
    assert got.rows == [("1", "Abies"), ("3", "Larix")]
    assert [reason for _, reason, _ in got.rejects] == ["too many columns: 4 > 3"]


@pytest.mark.parametrize("delimiter", ["\t", "~|~"])
def test_a_bare_cr_ends_a_row_where_it_parts_rows(delimiter: str) -> None:
    """Line ends are taken even where they are mixed; a bare CR that parts no rows is data."""

    def rows(text: str, **options: str) -> list[tuple[str | None, ...]]:
        dialect = Dialect(delimiter, options.get("quote"), options.get("line_end", "\n"), "utf-8", 1)
        return both(text.replace(",", delimiter).encode(), dialect, 3).rows

    three = [("1", "a", "b"), ("2", "c", "d"), ("3", "e", "f")]
    assert rows("x,y,z\r\n1,a,b\r2,c,d\r3,e,f\r\n") == three
    assert rows("x,y,z\r1,a,b\r\n2,c,d\r\n3,e,f") == three
    assert rows("x,y,z\r1,a,b\r\n2,c,d\r3,e,f\r") == three
    assert rows("x,y,z\r\n\r\r1,a,b\r2,c,d\r\n3,e,f\r\r\r\n") == three
    assert rows("x,y,z\r\n1,a,b\rb\r\n2,c\rc,d\r\n3,e,f\r\n") == [("1", "a", "b\rb"), ("2", "c\rc", "d"), three[2]]
    assert rows("x,y,z\r\n1,a,b\rb\r\n2,c,d\r\n3,e,f\r\n", line_end="\r")[:2] == [("1", "a", "b"), ("b", None, None)]
    assert rows('x,y,z\r\n1,"a\rq,q,q\r",b\r\n2,c,d\r\n3,e,f\r\n', quote='"') == [
        ("1", f"a\rq{delimiter}q{delimiter}q\r".replace(",", delimiter), "b"),
        *three[1:],
    ]
    assert rows("x,y,z\n1,a,b\r2,c,d\r\n3,e,f\n") == three
    assert rows("x,y,z\n\r1,a,b\n\r2,c,d\n\r3,e,f\n") == three
    assert rows("x,y,z\r\r\n1,a,b\r\r\n2,c,d\r\r\n3,e,f\r\r\n") == three
    assert rows("x,y,z\n1,a,b\rb\n2,c\rc,d\n3,e,f\n") == [("1", "a", "b\rb"), ("2", "c\rc", "d"), three[2]]
    one = Dialect("\t", None, "\n", "utf-8", 1)
    assert both(b"x\na\rb\nc\n", one, 1).rows == [("a\rb",), ("c",)]
    assert both(b"x\r\na\rb\r\nc\r\n", one, 1).rows == [("a",), ("b",), ("c",)]


@pytest.mark.usefixtures("small_heads")
@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "@@\n"])
def test_blank_lines_are_counted_and_are_nothing(end: str, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "HEAD", 20)
    data = "h,g|||1,a||||2,b,c|||||'3,|d|',e|||'4,f||".replace("|", end).replace("'", '"').encode()
    got = both(data, Dialect(",", '"', end, "utf-8", 1), 2, piece=piece)
    assert got.rows == [("1", "a"), (f"3,{end}d{end}", "e")]
    assert [line for line, _, _ in got.rejects] == [8, 18]


def test_text_after_a_closing_quote_is_told() -> None:
    """A quote that is opened and not closed is closed by the next one that comes: only this shows it."""
    got = both(b'a,b\n1,x\n2,"open\n3,"y"\n4,"q"r\r\n5,"s"\r\n6,"t" \n', CSV, 2)
    assert got.rows[1] == ("2", 'open\n3,y"')
    assert got.rows[2:] == [("4", "qr"), ("5", "s"), ("6", "t ")]
    assert got.warnings == [
        "data.txt: text follows a closing quote in 3 cells, the first in line 3, and was kept; a quote that is not"
        " closed before may have taken in other rows"
    ]
    assert both(b'a,b\n1,"x"\r\n2,"y"', CSV, 2).warnings == []


@pytest.mark.parametrize("quote", [None, '"'])
def test_zeros_are_called_by_their_name(quote: str | None) -> None:
    zeros = b"\0" * 100_000
    for data, line in ((zeros, "header line 1"), (b"a,b\n1,2\n3," + zeros, "line 3")):
        for careful in (False, True):
            with pytest.raises(FormatError, match=rf"{line} is no text: NUL bytes follow one another"):
                down(
                    data,
                    Dialect(",", quote, "\n", "utf-8", 1),
                    2,
                    careful=careful,
                    piece=999,
                    limits=Limits(line_bytes=5000),
                )


@pytest.mark.parametrize("row", [b"1\n", b'"1"\n'], ids=["at once", "one by one"])
def test_short_rows_of_a_wide_table_are_padded_in_pieces(row: bytes) -> None:
    """A byte may become thousands: what is held of them at a time is bounded, and every one is counted."""
    wide, tally = shape(CSV, 3000, 3000), Tally(line=1)
    straight = Straightener(
        Records(CSV, text.LF_END), CSV, wide, tally=tally, limits=Limits(), reject=lambda *_: pytest.fail("a reject")
    )
    sizes = [len(block) for block in straight.feed(row * 20_000 + b"\n2", final=False)]
    assert sum(sizes) == 20_000 * 3001
    assert max(sizes) < 9 << 20
    assert (tally.read, tally.short, tally.widest, tally.line) == (20_000, 20_000, 1, 20_002)
    assert straight.rest == b"2"


def test_a_wide_table_keeps_its_order() -> None:
    columns = 600
    lines = [[f"{row}.{column}" for column in range(columns)] for row in range(3000)]
    data = "\n".join("\t".join(line) for line in [["h"] * columns, *lines]).encode()
    assert down(data, TSV, columns, careful=False).rows == [tuple(line) for line in lines]


def test_defaults_fill_empty_and_missing_cells() -> None:
    got = both(b"a\tb\n1\t\n2\n\t3\n", TSV, 2, defaults={1: "it's"})
    assert got.rows == [("1", "it's"), ("2", "it's"), (None, "3")]
    assert got.short == 1


def test_undecodable_bytes_of_many_encodings() -> None:
    utf16 = "a\tb\n1\tü\n".encode("utf-16-le") + b"2\0\t\0\x00\xd8\n\0" + "3\tc\n".encode("utf-16-le")
    got = both(utf16, Dialect("\t", None, "\n", "utf-16-le", 1), 2)
    assert got.rows == [("1", "ü"), ("3", "c")]
    assert [(line, reason) for line, reason, _ in got.rejects] == [(3, "cannot be decoded as UTF-16-LE")]
    ascii_ = both(b"a\tb\n1\tx\n2\t\xe9\n", Dialect("\t", None, "\n", "ascii", 1), 2)
    assert ascii_.rejects == [(3, "cannot be decoded as ASCII", "2\t\\xe9")]


def test_a_rejected_line_may_hold_anything() -> None:
    line = "1\t2\t\0\\\"'\t\u2028"
    got: Landed = both(f"a\tb\n1\t2\n{line}\n".encode(), TSV, 2)
    assert got.rejects == [(3, "too many columns: 4 > 2", line)]


# --- the fast road


def _seen(dialect: Dialect, width: int, data: bytes) -> tuple[list[tuple[str | None, ...]], int, bytes] | None:
    """The rows of the block at the start of `data`, its lines, and what follows; None where it must be put right."""
    to = shape(dialect, width, width)
    block = Watch(dialect, to).vouch(data)
    if block is None:
        return None
    reader = Reader([Cell(f"f{index}", index, None) for index in range(width)], to)
    try:
        read = reader.read(data[: block.end], enclosed=block.enclosed)
    except Unreadable:
        return None
    lines = block.lines(read)
    rows = [tuple(row.values()) for row in read.rows.to_pylist()]
    return None if lines is None else (rows, lines, data[block.end :])


def test_the_fast_road_takes_plain_rows_only() -> None:
    crlf = _seen(CSV, 2, b'1,"a\r\nb"\r\n3,4\r\n')
    assert crlf == ([("1", "a\r\nb"), ("3", "4")], 3, b""), "CRLF inside a cell is data, and must stay"
    rows = [("1", 'a,"b"\nc'), ("2", None)]
    assert _seen(CSV, 2, b'1,"a,""b""\nc"\r\n"2",\r\n3,ha') == (rows, 3, b"3,ha")
    assert _seen(CSV, 2, b'1,"a,""b""\nc"\n"2",\n3,ha') == (rows, 3, b"3,ha")
    assert _seen(CSV, 2, b"1,2\r\n3,4\r\n") == ([("1", "2"), ("3", "4")], 2, b"")
    assert _seen(CSV, 2, b'"1","2"\r\n') == ([("1", "2")], 1, b"")
    odd = (b"1\n", b"1,2,3\n", b"\n", b"\r\n", b"1,a\rb\n", b"1,a\rb,c\n", b"1,a\r\r\n", b'1,a"b"\n', b'1,"a"b\n',
           b'1,"a" \n', b'1,"a"\r,\n', b"1,\xff\n", b'1,""x\n', b'1,"\xff"\n')  # fmt: skip
    for text_ in odd:
        assert _seen(CSV, 2, b"0,0\n" + text_) is None, text_
        assert _seen(CSV, 2, b'"0",0\n' + text_) is None, text_
    assert _seen(CSV, 2, b'1,"open\n2,3\n') == ([], 0, b'1,"open\n2,3\n')
    assert _seen(TSV, 1, b"1\n\n2\n") is None, "a blank line of a table of one column is no row"
    assert _seen(TSV, 1, b"1\r2\n") is None
    assert _seen(TSV, 1, b'"1\n2\n') == ([('"1',), ("2",)], 2, b"")
    assert _seen(TSV, 1, b"\x01\n") == ([("\x01",)], 1, b"")
    assert _seen(TSV, 1, b"\xef\xbb\xbf\n1\n") == ([("\ufeff",), ("1",)], 2, b"")


def test_which_road_a_file_takes_and_why() -> None:
    lf, three = text.LF_END, Dialect("~|~", '"')
    assert why_careful(CSV, lf, shape(CSV, 3, 3)) is None
    assert why_careful(TSV, lf, shape(TSV, 3, 3)) is None
    assert "delimiter" in str(why_careful(three, lf, shape(three, 3, 3)))
    assert "lines end" in str(why_careful(CSV, text.ANY_END, shape(CSV, 3, 3)))
    assert "short" in str(why_careful(CSV, lf, shape(CSV, 3, 9)))
    odd = Dialect(",", "“")
    assert "enclosure" in str(why_careful(odd, lf, shape(odd, 3, 3)))


# --- declarations


def test_attributes() -> None:
    assert declared({}, "x") == Dialect(",", '"', "\n", "utf-8", 0)
    assert declared({"fieldsEnclosedBy": ""}, "x").quote is None
    assert declared(
        {"fieldsTerminatedBy": "", "linesTerminatedBy": "", "encoding": "", "ignoreHeaderLines": ""}, "x"
    ) == (Dialect())
    assert declared({"fieldsTerminatedBy": r"\t", "linesTerminatedBy": r"\r\n"}, "x") == Dialect("\t", '"', "\r\n")
    assert unescape(r"\u0001\\t") == "\x01\\t"


def test_encodings() -> None:
    assert [encoding_name(name) for name in ("UTF8", "utf-8-sig", "Latin1", "Cp1252", "x-MacRoman", "UTF-16")] == [
        "utf-8",
        "utf-8",
        "iso8859-1",
        "cp1252",
        "mac-roman",
        "utf-16",
    ]
    for name in ("rot13", "zip", "punycode", "unicode_escape", "klingon", "", "a\0b"):
        with pytest.raises(LookupError):
            encoding_name(name)


def test_encodings_in_the_spellings_of_people_and_of_iana() -> None:
    spelt = {
        "iso8859-1": ("iso88591", "ISO_8859-1:1987", "iso 8859 1", "csISOLatin1", "IBM819", "x-iso-8859-1"),
        "iso8859-15": ("iso885915", "Latin-9", "csISO885915"),
        "cp1252": ("windows1252", "Windows_1252", "cp-1252", "cswindows1252", "x-cp1252"),
        "cp932": ("windows-31j", "csWindows31J", "MS932"),
        "shift_jis": ("ShiftJIS", "shift jis", "x-sjis"),
        "utf-16": ("UTF 16", "ISO-10646-UCS-2", "utf_16"),
        "utf-8": ("utf8", "UTF_8", "csUTF8"),
        "mac-roman": ("macroman", "macintosh", "x-mac-roman"),
    }
    assert {encoding: {encoding_name(name) for name in names} for encoding, names in spelt.items()} == {
        encoding: {encoding} for encoding in spelt
    }
    for name in ("base 64", "r-o-t-13", "uni code escape", "--", "-"):
        with pytest.raises(LookupError):
            encoding_name(name)


def test_terms() -> None:
    names = ["http://e.org/voc#name", "http://e.org/voc/", "urn:x-test:name", "dwc:locality", "http://e.org/a:b", "x"]
    assert [local_name(name) for name in names] == ["name", "voc", "name", "locality", "a:b", "x"]
    assert uri_of("LOCALITY") == uri_of("dwc:locality") == "http://rs.tdwg.org/dwc/terms/locality"
    assert uri_of("dc:rights") != uri_of("dcterms:rights")
    assert uri_of("dc:locality") is uri_of("what is this") is None


def test_soup_meets_every_kind_of_line() -> None:
    """The oracle itself, on lines that can be checked by eye."""
    cases = {
        "a,b\n": ([("a", "b")], 0, 0),
        'a"b,"c""d"e\n': ([('a"b', 'c"de')], 0, 0),
        "\n\r\n": ([], 0, 0),
        "a\n,\n,,\n,,x": ([("a", None), (None, None), (None, None)], 1, 1),
        '"a\n1,2': ([("1", "2")], 1, 0),
    }
    for soup, expected in itertools.chain(cases.items()):
        assert oracle(soup, CSV, 2, 2) == expected
