"""What a person sees while something long goes on: in a real terminal of several widths, and in a pipe."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading

import pytest
from conftest import ROOT

from ingest import progress

TWO_FILES = """
import sys, threading, time
from ingest import progress
both = threading.Barrier(2, timeout=20)

def land(name, pause):
    with progress.task(name, 4e8, "B") as tick:
        both.wait()
        for _ in range(4):
            tick.advance(1e8)
            time.sleep(0.2)
        progress.say(f"{name}: a word between")
        both.wait()
        time.sleep(pause)

threads = [threading.Thread(target=land, args=one) for one in (("multimedia.txt", 0.0), ("occurrence.txt", 0.3))]
[one.start() for one in threads]
[one.join() for one in threads]
with progress.task("one more", 3, "files") as tick:
    tick.advance(1)
print("done", sys.stderr is sys.__stderr__)
"""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(code: str, columns: int, arguments: tuple[str, ...] = (), **environment: str) -> str:
    """What a Python program writes to a terminal of so many columns, control codes and all."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    surroundings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")} | {"TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=surroundings | environment, stdout=theirs, stderr=theirs
    ) as program:
        os.close(theirs)
        said = b""
        while True:
            try:
                got = os.read(ours, 65536)
            except OSError:  # the terminal's other end is closed
                break
            said += got
        assert program.wait(20) == 0, said.decode()
    os.close(ours)
    return said.decode()


@pytest.mark.parametrize("columns", [120, 80, 40])
def test_two_files_at_once_have_a_bar_each(columns):
    said = on_a_terminal(TWO_FILES, columns)
    frames = [CODES.sub("", frame) for frame in re.split(r"\x1b\[1A|\x1b\[2K\r?", said)]
    text = CODES.sub("", said)
    assert any("multimedia.txt" in one for one in frames)
    assert re.search(r"multimedia.txt[^\n]*\n[^\n]*occurrence.txt|occurrence.txt[^\n]*\n[^\n]*multimedia.txt", text)
    assert "multimedia.txt: a word between" in text
    assert "one more" in text
    assert text.rstrip().endswith("done True")
    # a line that wraps would be erased in part only
    assert max(len(line) for line in re.split(r"[\r\n]+", text)) <= columns
    assert said.count("\x1b[?25l") == said.count("\x1b[?25h") == 2  # the cursor is back after each display


def test_in_a_pipe_each_file_says_its_own_lines(monkeypatch, capfd):
    monkeypatch.setattr("ingest.progress.EVERY", 0.0)
    both = threading.Barrier(2, timeout=20)

    def land(name: str) -> None:
        with progress.task(name, 4e6, "B") as tick:
            both.wait()
            tick.advance(1e6)

    threads = [threading.Thread(target=land, args=(name,)) for name in ("a.txt", "b.txt")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    lines = sorted(capfd.readouterr().err.splitlines())
    assert [line.partition(",")[0] for line in lines] == ["a.txt: 1.0 MB of 4.0 MB", "b.txt: 1.0 MB of 4.0 MB"]


def test_silence_leaves_the_warnings(capfd):
    progress.set_quiet(True)
    progress.say("warning: raw.t: 2 keys came more than once")
    progress.say("250 pages known")
    with progress.task("pages", 3, "pages") as tick:
        tick.advance(1)
    assert capfd.readouterr().err == "warning: raw.t: 2 keys came more than once\n"


@pytest.mark.parametrize(
    ("done", "total", "unit", "said"),
    [
        (1, 1, "pages", "1 of 1 page"),
        (200, 250, "features", "200 of 250 features"),
        (1, None, "rows", "1 row"),
        (1.2e9, 3e9, "B", "1.2 GB of 3.0 GB"),
    ],
)
def test_what_is_done_is_said_as_people_say_it(done, total, unit, said):
    assert progress.part(done, total, unit) == said


@pytest.mark.parametrize(
    ("rate", "unit", "said"),
    [(4, "pages", "4 pages/s"), (0.2, "pages", "12 pages/min"), (1.5e6, "B", "1.5 MB/s"), (1, "rows", "1 row/s")],
)
def test_a_slow_pace_is_not_nothing(rate, unit, said):
    assert progress.pace(rate, unit) == said
