"""The ingester and the models build the same identifiers, each in a way of its own: compared on the whole demo."""

import duckdb

from ingest import landing
from ingest.pages.identify import identifiers, layer_of


def test_the_pages_asked_for_are_those_of_the_models(demo, monkeypatch):
    monkeypatch.setenv("FOLIO_HOME", str(demo.home))
    layer = landing.latest("lapaz_permit_features")

    class Reader:
        """Reads as a load does, and lands nothing in the demo."""

        def connection(self):
            return duckdb.connect()

    assert layer_of("lapaz", Reader()) == layer
    found, without = identifiers(Reader(), layer)
    with duckdb.connect(str(demo.file), read_only=True) as con:
        features = con.execute(
            "select distinct identificador_b64 from intermediate.int_permits__features where is_approved"
        ).fetchall()
        permits = con.execute("select distinct identificador_b64 from permits.permits where is_approved").fetchall()
        lacking = con.execute(
            "select count(*) from intermediate.int_permits__features where is_approved and identificador_b64 is null"
        ).fetchone()
        asked = con.execute("select identificador_b64 from raw.lapaz_permit_pages").fetchall()
    assert len(found) == len(set(found)) > 20
    assert set(found) == {row[0] for row in features if row[0]} == {row[0] for row in asked}
    assert {row[0] for row in permits if row[0]} <= set(found)
    assert (without,) == lacking
