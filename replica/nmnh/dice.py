"""Deterministic chance, in SQL: the same number and the same seed give the same choice, on any thread, in any order.

A choice is `(n * multiplier) mod (2^31 - 1)`, scaled to the number of choices; the multiplier comes from the seed and
the choice's name. Only integers and MD5 are used: DuckDB's own `hash()` and `random()` differ between its versions.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

from ingest.sql import literal, literals

PRIME = (1 << 31) - 1


@dataclass(frozen=True)
class Dice:
    """Choices for one seed. `of` is the SQL of a row's number, at most 2^31."""

    seed: int

    def pick(self, name: str, choices: int | str, of: str) -> str:
        """SQL of a number from 0 up to `choices` (not in it; SQL too where it is text)."""
        digest = hashlib.md5(f"{self.seed}/{name}".encode(), usedforsecurity=False).hexdigest()
        multiplier = int(digest, 16) % (PRIME - 2) + 2
        return f"(({of} + 1) * {multiplier} % {PRIME} * {choices} // {PRIME})"

    def choose(self, name: str, words: Sequence[str], of: str) -> str:
        """SQL of one of `words`."""
        return f"{literals(words)}[1 + {self.pick(name, len(words), of)}]"

    def uuid(self, name: str, of: str) -> str:
        """SQL of a UUID's text: MD5 of seed, name and number."""
        return f"cast(cast(md5(concat({literal(f'{self.seed}/{name}/')}, {of})) as uuid) as varchar)"


def stride(size: int) -> int:
    """A step that visits each of `size` places once and leads far: coprime to it, near its golden section."""
    step = max(1, round(size * 0.6180339887))
    while gcd(step, size) != 1:
        step += 1
    return step


def spread(count: int, size: int, of: str) -> str:
    """SQL that is true for `count` of the numbers below `size`, at even distances; the first is 0."""
    if count == 0:
        return "false"
    nearest = f"(({of} * {count} + {size - 1}) // {size})"
    return f"({nearest} < {count} and {nearest} * {size} // {count} = {of})"
