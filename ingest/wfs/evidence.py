"""What is noted of features as they come, in memory that does not grow with the layer."""

import hashlib
import re

from .features import Feature

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Order:
    """Whether keys come in order, as numbers or as text, and whether features of one key stand on two pages.

    Features of one key have no order among themselves: those of one page came together, each once, but between two
    pages they may change places.
    """

    def __init__(self) -> None:
        self.absent = 0
        self.is_parted = False
        self._last: str | None = None
        self._numbers = self._texts = True
        self._before: str | None = ""  # the key that came last, or that none came

    def see(self, key: str | None, *, begins_page: bool = False) -> None:
        self.is_parted = self.is_parted or (begins_page and key == self._before)
        self._before = key
        if key is None:
            self.absent += 1
            return
        if self._last is not None:
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
