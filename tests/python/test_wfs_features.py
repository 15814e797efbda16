"""A page of GeoJSON is cut into features whose text stays as the server sent it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import FormatError
from ingest.wfs.features import number, pointer, read_page

ODD = (
    '{"code": 044, "x": 1}',  # no JSON: a number with a leading zero
    '{"a": NaN}',
    '{"a": Infinity}',
    '{"a": 1,}',
    '{"a": "\t"}',
)


def page(*features: str, rest: str = "") -> str:
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]{rest}}}'


def feature(properties: str, geometry: str = "null", fid: str = '"f.1"') -> str:
    return f'{{"type":"Feature","id":{fid},"geometry":{geometry},"properties":{properties}}}'


@pytest.mark.parametrize(
    "text",
    [
        '{"n": 1.10}',
        '{"n": -0.0}',
        '{"n": 1E+02}',
        '{"n": 123456789012345678901234567890.123456789}',
        '{"code": "044018700330000", "n": 44018700330000}',
        '{"n": "\\u00d1and\\u00fa", "m": "Ñandú", "s": "a\\/b", "q": "\\"x\\""}',
        '{ "spaced" :\n  1 }',
        '{"same": 1, "same": 2}',
        '{"zero": "\\u0000"}',
        '{"half": "\\ud83d"}',
        "{}",
    ],
)
def test_properties_stay_byte_for_byte(text):
    assert [f.properties for f in read_page(page(feature(text)), "n").features] == [text]


def test_geometry_stays_byte_for_byte():
    geometry = '{"type":"Point","coordinates":[-68.10, -16.5000000000000001]}'
    found = read_page(page(feature("{}", geometry)), "n").features[0]
    assert (found.geometry, found.kind) == (geometry, "Point")


@pytest.mark.parametrize(
    ("fid", "text"), [('"f.1"', "f.1"), ("10003", "10003"), ("1e3", "1e3"), ("null", None), ('"\\ud83d"', "?")]
)
def test_feature_id_is_text(fid, text):
    assert read_page(page(feature("{}", fid=fid)), "n").features[0].feature_id == text


def test_what_is_absent_or_null_is_null():
    found = read_page(page('{"type":"Feature"}', feature("null")), "n").features
    assert [(f.geometry, f.properties, f.key, f.kind) for f in found] == [(None, None, None, "null")] * 2


@pytest.mark.parametrize(
    ("value", "key"),
    [("7", "7"), ('"7"', "7"), ("7.0", "7.0"), ("12345678901234567890123", "12345678901234567890123"), ("null", None)],
)
def test_key_is_the_text_of_its_value(value, key):
    assert read_page(page(feature(f'{{"k":{value}}}')), "k").features[0].key == key


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_json_is_refused(odd):
    with pytest.raises(ValueError):
        read_page(page(feature(odd)), "k")


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_page_cut_anywhere_is_no_page(cut):
    whole = page(feature('{"k":1}'), feature('{"k":2}'), rest=',"numberMatched":2')
    with pytest.raises(ValueError):
        read_page(whole[: len(whole) - 1 - cut], "k")


def test_more_behind_the_end_is_no_page():
    with pytest.raises(ValueError, match="more follows"):
        read_page(page() + "{}", "k")


@pytest.mark.parametrize("text", ['{"type":"Feature"}', '{"features":null}', "{}"])
def test_json_without_features_is_said(text):
    with pytest.raises(FormatError, match="without a list of features"):
        read_page(text, "k")


def test_a_report_in_json_is_passed_on():
    with pytest.raises(FormatError, match="Feature type :x unknown"):
        read_page('{"version":"2.0.0","exceptions":[{"code":"X","text":"Feature type :x unknown"}]}', "k")


def test_properties_must_be_an_object():
    with pytest.raises(FormatError, match="properties are no object"):
        read_page(page(feature("[1]")), "k")


def test_deep_nesting_is_refused_and_no_crash():
    with pytest.raises((FormatError, ValueError)):
        read_page(page(feature('{"a":' + "[" * 200_000 + "]" * 200_000 + "}")), "k")


@pytest.mark.parametrize(
    ("rest", "matched"),
    [
        (',"numberMatched":13923', 13923),
        (',"numberMatched":"unknown"', None),
        (',"totalFeatures":7,"numberReturned":1', 7),
        (',"totalFeatures":"unknown","numberMatched":7', 7),
        ("", None),
    ],
)
def test_the_total_that_a_page_states(rest, matched):
    assert read_page(page(rest=rest), "k").matched == matched


@pytest.mark.parametrize(
    ("text", "count"), [("13923", 13923), ("0", 0), ("unknown", None), (None, None), ("-1", None), ("1e3", None)]
)
def test_unknown_is_not_zero(text, count):
    assert number(text) == count


def test_json_pointer():
    assert pointer("a/b~c") == "/a~1b~0c"


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
members = st.dictionaries(st.text(), values, max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(members, st.none() | members), max_size=4),
    st.booleans(),
    st.sampled_from([None, 1, 3]),
)
def test_any_page_is_cut_as_json_reads_it(made, ascii_only, indent):
    collection = {
        "type": "FeatureCollection",
        "features": [{"id": n, "properties": p, "geometry": g} for n, (p, g) in enumerate(made)],
        "numberMatched": len(made),
    }
    text = json.dumps(collection, ensure_ascii=ascii_only, indent=indent)
    found = read_page(text, "k")
    assert found.matched == len(made)
    assert [json.loads(f.properties) for f in found.features] == [p for p, _ in made]
    assert [f.geometry and json.loads(f.geometry) for f in found.features] == [g for _, g in made]
    assert all(f.properties in text for f in found.features)
