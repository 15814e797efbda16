"""What every part of the benchmark needs: its size, its folders, and a way to measure that says what goes on."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import data
from bench.folio import Folio
from bench.measure import Run, measure
from bench.show import memory

SMALLEST_PERMITS = 0.05


class Unmeasured(Exception):
    """Something that had to be done before measuring failed."""


@dataclass(frozen=True)
class Bench:
    """A run of the benchmark.

    `scale`: share of the published counts. `growth`: the sizes of the growth part, as shares of `scale`. `folder`:
    where data is kept and worked on. `peers`: the Python that has the peers' libraries, or None. `patience`: seconds
    after which a command is ended. `say`: tells a person what goes on.
    """

    scale: float
    seed: int
    growth: tuple[float, ...]
    folder: Path
    peers: Path | None
    patience: float
    say: Callable[[str], None]

    def herbarium(self, scale: float, *, quotes: bool) -> Path:
        """The herbarium's made-up sources at `scale`, with or without lone quotes."""
        folder = self.folder / f"nmnh-{scale:g}-{'quotes' if quotes else 'plain'}"
        self._made(folder, "nmnh", scale, *([] if quotes else ["--no-quotes"]))
        return folder

    def permits(self, scale: float) -> Path:
        """The folder above the permits' made-up sources at `scale`, as it can be served."""
        folder = self.folder / f"permits-{scale:g}"
        self._made(folder / "lapaz", "lapaz", scale)
        return folder

    @property
    def permits_scale(self) -> float:
        """The permits' share of the published counts: there are few, so small runs have a few more, large ones all."""
        return min(1.0, max(SMALLEST_PERMITS, self.scale))

    def work(self, name: str) -> Path:
        """The folder of a part's own files, emptied by whoever uses it."""
        return self.folder / "work" / name

    def folio(self, name: str) -> Folio:
        """An empty landing zone and warehouse."""
        return Folio(self.work(name))

    def measure(self, name: str, command: Sequence[str | Path], folio: Folio | None = None) -> Run:
        """Run and measure a command, in `folio`'s warehouse where that is given; say what it is and what it took."""
        self.say(f"{name} …")
        folder = folio.folder if folio else self.work("logs")
        log = folder / "said" / f"{''.join(sign if sign.isalnum() else '-' for sign in name)}.out"
        # readers that unpack an archive do so beside the data: a machine's own folder for that may be its memory
        scratch = self.work("scratch")
        scratch.mkdir(parents=True, exist_ok=True)
        environment = {"TMPDIR": str(scratch)} | (folio.environment if folio else {})
        run = measure(name, command, environment, log, self.patience)
        shutil.rmtree(scratch)
        self.say(f"  {run.wall:.1f} s, {memory(run.peak)}" if run.ok else f"  {run.said}")
        return run

    def prepare(self, name: str, command: Sequence[str | Path], folio: Folio) -> None:
        """Run a command that the measured ones stand on. Raises Unmeasured where it fails."""
        if not (run := self.measure(name, command, folio)).ok:
            raise Unmeasured(f"{name}: {run.said}")

    def _made(self, folder: Path, collection: str, scale: float, *options: str) -> None:
        if data.made(folder, collection, scale, self.seed, *options, say=self.say):
            self.say(f"  {sum(file.stat().st_size for file in folder.iterdir()) / 1e6:,.0f} MB, kept for the next run")
