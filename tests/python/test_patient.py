"""When and how often a server is asked again."""

import threading
import time
from email.utils import formatdate

import pytest

from ingest.http import NoAnswer, Pace, Patient, deadline
from ingest.http.pace import retry_after
from replica.faults import Fault
from replica.messages import text_response
from replica.server import Server, serve


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("٣", None),
        ("9" * 400, float("inf")),
        ("Mon, 01 Jan 0001 00:00:00 +2300", 0),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
def test_retry_after_in_seconds(text, seconds):
    assert retry_after(text) == seconds


def test_retry_after_as_a_date():
    assert retry_after(formatdate(time.time() + 60, usegmt=True)) == pytest.approx(60, abs=2)
    assert retry_after(formatdate(time.time() - 60, usegmt=True)) == 0


def test_pauses_grow(monkeypatch):
    monkeypatch.setenv("FOLIO_BACKOFF", "0.5")
    pauses = []

    class Noted(threading.Event):
        def wait(self, timeout=None):
            pauses.append(timeout)
            return False

    with serve(faults=[Fault(status=503, times=9)]) as address:
        assert Patient(seconds=5, attempts=9, stop=Noted()).get(f"{address}/x").status == 503
    usual = [0.5, 1, 2, 4, 8, 16, 30, 30]
    taken = [pause for pause in pauses if pause]
    assert len(taken) == len(usual)
    assert all(least <= pause <= least * 1.2 for pause, least in zip(taken, usual, strict=True))
    assert taken != usual  # not the same for all who were turned away together


def test_a_server_that_asks_for_a_long_wait_is_left_alone():
    with serve(faults=[Fault(status=429, retry_after=3600, times=9)]) as address:
        with pytest.raises(NoAnswer, match=r"^it answers 429 Too Many Requests and asks to wait 3,600 s$") as caught:
            Patient(seconds=5).get(f"{address}/x")
        assert len(address.log.entries) == 1
    assert (caught.value.asked_to_wait, caught.value.reached) == (3600, True)
    assert caught.value.answer.status == 429
    assert NoAnswer("x", reached=False).asked_to_wait is None


def test_turns_come_at_the_pace_for_all_threads():
    pace = Pace(100)
    assert [round(pace.turn(), 1) for _ in range(31)][-1] == 0.3
    pace.hold(5)
    assert pace.turn() > 4.5
    assert Pace(None).turn() == Pace(0).turn() == 0


def test_everything_under_way_can_be_ended_at_once():
    found = []

    def ask(url):
        try:
            Patient(seconds=30, attempts=1).get(url)
        except NoAnswer as error:
            found.append(str(error))

    with serve(faults=[Fault(sleep=3, times=2)], handlers=[lambda _: text_response("late")]) as address:
        threads = [threading.Thread(target=ask, args=(f"{address}/x",)) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        began = time.monotonic()
        deadline.shut_all()
        for thread in threads:
            thread.join()
        assert time.monotonic() - began < 2.5
    assert found == ["the connection broke before the answer was whole (1 try)"] * 2


def test_a_connection_is_kept_alive(monkeypatch):
    connections, accept = [], Server.get_request
    monkeypatch.setattr(Server, "get_request", lambda self: connections.append(accept(self)) or connections[-1])
    with serve(handlers=[lambda request: text_response(request.path)]) as address:
        patient = Patient(seconds=5)
        for _ in range(20):
            patient.get(f"{address}/x")
    assert len(connections) == 1
