"""A WFS layer in memory: features as JSON text, in an order of their own, that may change while they are read."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Sort:
    """One attribute of a sortBy."""

    attribute: str
    descending: bool = False


class Layer:
    """The features of one layer; safe for many threads.

    `attributes` are the XSD types by name, `key` the attribute that identifies what a feature is about. Without a
    sort the order is the one that the features were given in; ties of a sort stand in that order too.
    """

    def __init__(
        self, name: str, attributes: Mapping[str, str], features: Iterable[str], key: str, geometry: str = "geom"
    ) -> None:
        self.name, self.attributes, self.key, self.geometry = name, dict(attributes), key, geometry
        self._texts = list(features)
        self._properties: list[dict[str, Any]] | None = None
        self._orders: dict[tuple[Sort, ...], list[int]] = {}
        self._lock = threading.RLock()

    @classmethod
    def read(cls, path: Path, name: str, attributes: Mapping[str, str], key: str) -> "Layer":
        """The layer of a file with one GeoJSON feature a line."""
        return cls(name, attributes, path.read_text(encoding="utf-8").removesuffix("\n").split("\n"), key)

    def __len__(self) -> int:
        return len(self._texts)

    def page(self, sort: tuple[Sort, ...], start: int, stop: int | None) -> tuple[list[str], int]:
        """The features from `start` to `stop` (not in it) of the order by `sort`, and how many there are in all."""
        with self._lock:
            if not sort:
                return self._texts[start:stop], len(self._texts)
            return [self._texts[place] for place in self._order(sort)[start:stop]], len(self._texts)

    def add(self, count: int = 1) -> None:
        """Adds `count` features: copies of the first one under new keys, which come last in the key's order."""
        with self._lock:
            last = max(properties[self.key] for properties in self._parsed())
            for number in range(1, count + 1):
                feature = json.loads(self._texts[0])
                feature["id"] = f"{feature['id']}.{last + number}"
                feature["properties"][self.key] = last + number
                self._texts.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
            self._changed()

    def remove(self, count: int = 1) -> None:
        """Removes the `count` features with the lowest keys: everything behind them moves forward."""
        with self._lock:
            gone = set(self._order((Sort(self.key),))[:count])
            self._texts = [text for place, text in enumerate(self._texts) if place not in gone]
            self._changed()

    def _changed(self) -> None:
        self._properties = None
        self._orders.clear()

    def _parsed(self) -> list[dict[str, Any]]:
        if self._properties is None:
            self._properties = [json.loads(text)["properties"] for text in self._texts]
        return self._properties

    def _order(self, sort: tuple[Sort, ...]) -> list[int]:
        """The features' places in the order by `sort`; what is null or absent comes last, as in PostgreSQL."""
        if sort not in self._orders:
            properties = self._parsed()
            order = list(range(len(properties)))
            for part in reversed(sort):  # stable sorts, the least important first
                values: list[Any] = [row.get(part.attribute) for row in properties]
                nulls = [place for place in order if values[place] is None]
                order = [place for place in order if values[place] is not None]
                order.sort(key=values.__getitem__, reverse=part.descending)
                order = nulls + order if part.descending else order + nulls
            self._orders[sort] = order
        return self._orders[sort]
