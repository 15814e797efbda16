"""What a run of the benchmark found, part by part: figures, goals beside their limits, and what must hold."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.measure import Run


@dataclass(frozen=True)
class Goal:
    """A measured figure beside its limit.

    `value` is None where something that it needs was not measured. `sized`: the limit is for input of the real size.
    """

    what: str
    value: float | None
    limit: float
    unit: str = ""
    sized: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the figure keeps to the limit; None where there is no figure."""
        return None if self.value is None else self.value <= self.limit


@dataclass(frozen=True)
class Check:
    """Something that must hold whatever the machine: results that are equal, counts that are true."""

    what: str
    holds: bool
    told: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the benchmark. `title` says what is compared with what; `notes` what a reader should know."""

    name: str
    title: str
    runs: Sequence[Run]
    goals: Sequence[Goal] = ()
    checks: Sequence[Check] = ()
    notes: Sequence[str] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every check holds; goals are figures of a machine, and fail nothing."""
        return all(check.holds for check in self.checks)


@dataclass(frozen=True)
class Results:
    """All parts, with what they were measured on. `settings`: those of folio's own that were set."""

    scale: float
    seed: int
    date: str
    revision: str
    machine: dict[str, str]
    versions: dict[str, str]
    settings: dict[str, str]
    parts: Sequence[Part]

    @property
    def holds(self) -> bool:
        """Whether every check of every part holds."""
        return all(part.holds for part in self.parts)

    def json(self) -> str:
        """All of it; a command's own output is left out."""
        told = asdict(self)
        for part in told["parts"]:
            for run in part["runs"]:
                del run["out"]
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def wall(what: str, mine: Run, other: Run, limit: float) -> Goal:
    """The goal that `mine` takes at most `limit` times the wall time of `other`."""
    return Goal(what, mine.wall / other.wall if mine.ok and other.ok and other.wall else None, limit)


def peak(what: str, mine: Run, other: Run, limit: float) -> Goal:
    """The goal that `mine` needs at most `limit` times the memory of `other`."""
    measured = mine.ok and other.ok and mine.peak is not None and other.peak
    return Goal(what, (mine.peak or 0) / (other.peak or 1) if measured else None, limit)


def seconds(what: str, run: Run, limit: float) -> Goal:
    """The goal that a command ends within `limit` seconds."""
    return Goal(what, run.wall if run.ok else None, limit, "s", sized=False)
