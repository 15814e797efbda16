"""The made-up sources of a recipe: made once, served while they are landed."""

import importlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from ingest import progress
from ingest.landing.zone import read_json
from replica import lapaz
from replica.server import serve

from .steps import told


def make(collection: str, folder: Path, scale: float, seed: int, *options: str) -> None:
    """Write the collection's replica into `folder`, unless it is there in this scale, with this seed and options."""
    wanted = {"scale": scale, "seed": seed, "options": list(options)}
    note = folder / "made.json"
    if read_json(note) == wanted:
        return
    note.unlink(missing_ok=True)
    arguments = [collection, str(folder), "--scale", str(scale), "--seed", str(seed), *options]
    told(f"python -m replica {' '.join(arguments)}")
    commands = importlib.import_module("replica.__main__").main
    said = io.StringIO()
    with redirect_stdout(said):
        commands.main(arguments, prog_name="python -m replica", standalone_mode=False)
    progress.say(said.getvalue().rstrip())
    note.write_text(json.dumps(wanted), encoding="utf-8")


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve the replicas under `root` on loopback; the address. The one silent page stays silent for half a second."""
    with serve(root, handlers=lapaz.handlers(root / "lapaz", stall=0.5)) as address:
        yield address


def label_sets(address: str) -> dict[str, str]:
    """The two label sets' articles, as the replica at `address` serves them."""
    return {"stained": f"{address}/v2/articles/5423083", "unstained": f"{address}/v2/articles/5423098"}
