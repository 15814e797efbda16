"""Pages that end the process that reads them: they fail, the others land, and no later run is stuck on them."""

import os
import signal

import pytest
from pages_site import Site, identifier, land, land_layer, permit, served
from test_pages import HTML, outcomes

from ingest.pages import careful, readers
from ingest.pages.read import read_page
from replica.messages import text_response

DEADLY = "<h5>Otros datos</h5><!-- this one ends its reader -->"


def _begin_deadly(real=careful._begin):
    """In a process that reads: a page that says so ends it, as one out of memory would."""
    real()

    def read(body, kind):
        if b"ends its reader" in body:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"never ends" in body:
            signal.pause()
        return read_page(body, kind)

    careful.read_page = read
    careful.SECONDS = 1


@pytest.mark.parametrize("text", [DEADLY, DEADLY.replace("ends its reader", "never ends")])
def test_a_page_that_ends_its_reader_fails_and_no_other(text, sql, monkeypatch):
    monkeypatch.setattr(careful, "_begin", _begin_deadly)
    monkeypatch.setattr(readers, "PROCESSES", 2)
    monkeypatch.setattr(readers.os, "sched_getaffinity", lambda _: {0, 1})
    land_layer(*(permit(n) for n in range(150)))
    site = Site({identifier(70): text_response(text, kind=HTML)})
    with served(site) as address:
        land(address, connections=4)
        found = outcomes(sql)
        assert found.pop(identifier(70)) == ("failed", "could not be read: it ends the process that reads it")
        assert len(found) == 149 and set(found.values()) == {("ok", None)}
        html = "select html from raw.lapaz_permit_pages where outcome = 'failed'"
        assert sql(html) == [(text,)]
        site.asked.clear()
        land(address)  # a later run is not stuck on it
    assert site.asked == [identifier(70)]
    assert len(outcomes(sql)) == 150


def test_a_large_page_is_read_beside_this_process_also_where_there_are_few(sql, monkeypatch):
    monkeypatch.setattr(careful, "_begin", _begin_deadly)
    land_layer(permit(1), permit(2))
    with served(Site({identifier(1): text_response(DEADLY + " " * readers.SMALL, kind=HTML)})) as address:
        land(address)
    assert [outcome for outcome, _ in outcomes(sql).values()] == ["failed", "ok"]
