"""What is noted of features as they come, in memory that does not grow with the layer."""

import hashlib
import re

from .features import Feature

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Order:
    """Whether keys come in order, as numbers or as text, and whether one came twice; keys in order repeat in a row."""

    def __init__(self) -> None:
        self.repeats = self.absent = 0
        self._last: str | None = None
        self._numbers = self._texts = True

    def see(self, key: str | None) -> None:
        if key is None:
            self.absent += 1
            return
        if self._last is not None:
            self.repeats += key == self._last
            self._texts = self._texts and self._last <= key
            both = _NUMBER.fullmatch(self._last) and _NUMBER.fullmatch(key)
            self._numbers = self._numbers and bool(both) and float(self._last) <= float(key)
        self._last = key

    @property
    def holds(self) -> bool:
        return self._numbers or self._texts


class Sum:
    """What features hold, whatever their order: equal for two readings only if both have the same features.

    The sum of 128-bit digests of properties and geometry; not of the feature's id, which servers make up anew.
    """

    def __init__(self) -> None:
        self.features = self._sum = 0

    def add(self, feature: Feature) -> None:
        text = f"{feature.properties}\n{feature.geometry}".encode()
        self._sum = (self._sum + int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())) % (1 << 128)
        self.features += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sum) and (self.features, self._sum) == (other.features, other._sum)

    __hash__ = None  # type: ignore[assignment]
