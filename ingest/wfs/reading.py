"""One reading of a layer, and the proof that every feature came, once.

Servers page in ways that lose features without a word: a page stays empty in the middle, the layer changes between
two pages, rows of equal rank change places, the number of hits stops at the server's own page size. So the end of the
layer is an empty page, and what came is proven:

- hits before = features = hits after;
- the last feature of each page still stands where it stood (one row out and another in leaves the totals alone);
- where the hits are unknown or fewer than the features, where keys are out of order or features of one key stand on
  two pages, the layer is read once more in pages of another size, and both readings must hold the same features.

A key that comes twice on a page is the layer's own. A page that is too slow or too large is asked for in halves.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator

from .. import progress
from ..errors import FolioError, SourceError
from .evidence import Order, Sum
from .features import Feature, Page
from .service import Service, TooMuch

SMALLEST = 250  # features of a page that is asked for in no smaller ones
ANCHORS = 16  # pages whose last feature is looked at again, at most
CRUMBS = 20  # tiny pages in a row: the reader runs after a layer that grows as fast as it is read

Row = tuple[str | None, str | None, str | None, int, int]


class Moved(Exception):
    """The reading is not proven; the text says what was seen."""


class Reading:
    """One reading: `rows` gives the features as they come, and raises Moved at its end unless they are proven."""

    def __init__(self, service: Service, page_size: int, attempt: int) -> None:
        self.service = service
        # other pages in another attempt: what fell between two of them does not again
        self.page_size = max(1, page_size - (attempt - 1) * max(1, page_size // 7))
        self.is_halved = False
        self.fields: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.notes: list[str] = []
        self.sum, self.order = Sum(), Order()
        self._digest = hashlib.sha256()
        self._largest = 0
        self._stated: int | None = None
        self._ends: list[tuple[int, str | None]] = []

    @property
    def sha256(self) -> str:
        """The SHA-256 of all features' text, in their order."""
        return self._digest.hexdigest()

    def rows(self) -> Iterator[Row]:
        """The features as rows: id, geometry, properties, page and position in it, both from 1."""
        before = self.service.hits()
        with progress.task(f"reading {self.service.layer}", before, "features") as tick:
            for number, page in enumerate(self._pages(before), start=1):
                for position, feature in enumerate(page.features, start=1):
                    self._see(feature, begins_page=position == 1)
                    yield feature.feature_id, feature.geometry, feature.properties, number, position
                tick.advance(len(page.features))
        after = self.service.hits()
        self._check_hits(before, after)
        self._check_anchors()
        if doubts := self._doubts(before):
            self._read_twice(doubts)
        self._note(before)

    def _pages(self, total: int | None) -> Iterator[Page]:
        """Every page up to the empty one, stepping by what came; bounded by a page in memory."""
        start, crumbs, first = 0, 0, None
        while True:
            try:
                page = self._page(start, total)
            except FolioError:
                if start and start == total:  # some servers refuse a page behind the last one
                    return
                raise
            if not page.features:
                return
            head = (page.features[0].properties, page.features[0].geometry, len(page.features))
            if start and head == first:
                if start == total:
                    return
                raise Moved(f"the server does not page: after {start:,} features it sends the first ones again")
            first = first or head
            if not start and all(feature.key is None for feature in page.features):
                raise SourceError(f"no feature of {self.service.layer} has {self.service.key}; name its key with --key")
            yield page
            start += len(page.features)
            self._largest = max(self._largest, len(page.features))
            crumbs = crumbs + 1 if len(page.features) * 10 <= self._largest else 0
            if crumbs > CRUMBS:
                raise Moved(f"new features kept coming after the first {start:,}")
            self._ends.append((start - 1, page.features[-1].key))

    def _page(self, start: int, total: int | None) -> Page:
        """A page; an empty one before the end is asked for once more."""
        page = self._ask(start)
        self._stated = page.matched if page.matched is not None else self._stated
        if not page.features and start < max(total or 0, self._stated or 0):
            page = self._ask(start)
        return page

    def _ask(self, start: int) -> Page:
        """A page, in halves of what was asked for until it comes in time and is not too large."""
        while True:
            try:
                return self.service.page(start, self.page_size)
            except TooMuch as error:
                half = max(self.page_size // 2, SMALLEST)
                if half >= self.page_size:
                    raise
                progress.say(f"{self.service.layer}: {error.__cause__}; asking for {half:,} features at once")
                self.page_size, self.is_halved = half, True
                self._largest = min(self._largest, half)

    def _see(self, feature: Feature, *, begins_page: bool) -> None:
        self.sum.add(feature)
        self.order.see(feature.key, begins_page=begins_page)
        self.fields.update(feature.fields)
        self.kinds[feature.kind] += 1
        self._digest.update(f"{feature.properties}\n{feature.geometry}\n".encode())

    def _check_hits(self, before: int | None, after: int | None) -> None:
        came = self.sum.features
        if before != after:
            raise Moved(f"{_hits(before)} before, {came:,} features, {_hits(after)} after")
        short = max(before or 0, self._stated or 0)
        if came < short:
            raise Moved(f"an empty page after {came:,} features of {short:,}")

    def _check_anchors(self) -> None:
        """Look again at the last feature of pages: where another stands there now, the pages do not fit together."""
        inner = self._ends[:-1]
        for place, key in inner[:: max(1, -(-len(inner) // ANCHORS))]:
            again = self.service.page(place, 1).features
            if not again or again[0].key != key:
                raise Moved(f"feature {place + 1:,} is another one than when its page was read")

    def _doubts(self, before: int | None) -> str:
        came = self.sum.features
        if before is None:
            return "the server does not say how many features there are"
        if before < came:
            return f"the server counts {before:,} features and sends {came:,}"
        if not self.order.holds:
            return f"the server does not sort by {self.service.key}"
        if self.order.is_parted:
            return f"features of one {self.service.key} stand on two pages"
        return ""

    def _read_twice(self, doubts: str) -> None:
        """Read the layer once more, in other pages; raise Moved where other features come."""
        progress.say(f"{self.service.layer}: {doubts}; reading it once more, in other pages")
        self.page_size = max(1, self._largest - 1 - self._largest // 7)
        again, start = Sum(), 0
        with progress.task(f"reading {self.service.layer} again", self.sum.features, "features") as tick:
            while page := self._ask(start).features:
                for feature in page:
                    again.add(feature)
                start += len(page)
                tick.advance(len(page))
                if start > self.sum.features:
                    break
        if again != self.sum:
            raise Moved(
                f"{doubts}, and two readings differ: {self.sum.features:,} features and {again.features:,}, or others"
            )
        self.notes.append(f"{doubts}; a second reading in other pages brought the same {again.features:,}")

    def _note(self, before: int | None) -> None:
        odd = {kind: count for kind, count in self.kinds.items() if kind not in ("Point", "null")}
        if odd:
            self.notes.append(
                "geometries: " + ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.most_common())
            )
        if self.order.absent:
            self.notes.append(f"{self.order.absent:,} features have no {self.service.key}")


def _hits(count: int | None) -> str:
    return "unknown hits" if count is None else f"{count:,} hits"
