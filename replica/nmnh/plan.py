"""What is planted row by row: the labelled sheets with all their kinds, odd barcodes, and decoys of other departments.

The bulk of the rows follows from their numbers (bulk.py); these here are listed, so that what is true of them can be
written down before any of them is made (truth.py).
"""

from dataclasses import dataclass, field
from itertools import chain, cycle, islice
from random import Random

from replica.nmnh.sizes import LABELS, SHARED_SPECIMENS, STAINED, Sizes
from replica.nmnh.vocabulary import INITIALS, SURNAMES

NOT_DIGITS = ("0342l802", "00O69562")  # eight signs, but not eight digits
ODD = {7: "{:07d}", 19: "{:08d}-other-half", 11: "{:08d}(1)", 2: "no", 0: ""}  # by their length
FORMS = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5)  # how often each form of a description comes
FURTHER = (1, 1, 2, 1, 3)  # rows beyond the second, of the sheets that have such
DECOYS = ("Entomology", "Invertebrate Zoology")


@dataclass
class Row:
    """A media row. `j`: its number. `specimen`, `image`: the numbers that its two arks are made of."""

    j: int
    specimen: int
    image: int
    cc0: bool
    description: str
    rights_differ: bool = False  # the second `rights` column says the other thing


@dataclass
class Sheet:
    """A sheet that bears a label, the media rows that name its barcode, and the sets it is in (twice: twice)."""

    barcode: str
    rows: list[Row] = field(default_factory=list)
    sets: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """All that is planted by name. `licenses`: a specimen's number, and whether its occurrence row says CC0."""

    sheets: list[Sheet]
    odd: list[Row]
    decoys: list[Row]
    licenses: dict[int, bool]

    @property
    def rows(self) -> list[Row]:
        """Every planted media row."""
        return [*(row for sheet in self.sheets for row in sheet.rows), *self.odd, *self.decoys]

    @property
    def botany(self) -> int:
        """How many planted rows are Botany's; the bulk's numbers begin here."""
        return sum(len(sheet.rows) for sheet in self.sheets) + len(self.odd)


def describe(barcode: str, form: int, number: int, former: str) -> str:
    """A Botany description with a barcode. `former`: another sheet's barcode, which one of the forms mentions."""
    name = f"{SURNAMES[number % len(SURNAMES)]}, {INITIALS[number % len(INITIALS)]} {number % 9_000 + 1}"
    return (
        f"Barcode {barcode}",
        f"US National Herbarium specimen, barcode {barcode}",
        f"{name}, US National Herbarium Sheet {number * 37 % 3_500_000}, Barcode {barcode}.",
        f"BARCODE {barcode}",
        f"Barcoded sheet, barcode {barcode}, formerly barcode {former}.",
        f"US National Herbarium  specimen [not a type], Barcode {barcode},.",
    )[form]


class Planter:
    """Makes rows, in the order of their numbers."""

    def __init__(self, seed: int, barcodes: list[str]) -> None:
        self.chance, self.next_j, self.former = Random(seed), 0, cycle(barcodes)

    def sheet(self, barcode: str, *rights: bool, specimens: bool = False, images: bool = False) -> Sheet:
        """A sheet with a row for each of `rights`, each with a specimen and an image of its own, or all with one."""
        sheet = Sheet(barcode)
        for cc0 in rights:
            self.add(sheet, cc0, specimens, images)
        return sheet

    def add(self, sheet: Sheet, cc0: bool, specimen: bool, image: bool) -> Row:
        """One more row of `sheet`; what is not its own is the last row's. Rows of a sheet differ in their words."""
        j, last = self.next_j, sheet.rows[-1] if sheet.rows else None
        form = (j + len(sheet.rows) if last or j < 6 else self.chance.choice(FORMS)) % 6
        text = describe(sheet.barcode, form, j, next(self.former))
        if last and text == last.description:
            text = describe(sheet.barcode, (form + 1) % 6, j, next(self.former))
        own_specimen, own_image = specimen or not last, image or not last
        row = Row(
            j, j if own_specimen or not last else last.specimen, j if own_image or not last else last.image, cc0, text
        )
        sheet.rows.append(row)
        self.next_j += 1
        return row


def plan(sizes: Sizes, seed: int) -> Plan:
    """Plants everything for these sizes and this seed."""
    count = sum(sizes.once.values()) + 2 + sum(sizes.repeated.values())
    barcodes = [f"{140 + 61 * number + number * 7 % 50:08d}" for number in range(count)]
    Random(seed).shuffle(barcodes)
    without, names = barcodes[: sizes.once["no_image"]], iter(barcodes)
    planter = Planter(seed, without)
    no_image = [Sheet(name) for name in islice(names, len(without))]
    kept = [planter.sheet(name, True) for name in islice(names, sizes.once["cc0"])]
    not_cc0 = [planter.sheet(name, False) for name in islice(names, sizes.once["not_cc0"])]
    both, twice = (planter.sheet(name, True) for name in islice(names, 2))
    repeated = {
        kind: [planter.sheet(name, *kind[2:], specimens=kind[0], images=kind[1]) for name in islice(names, number)]
        for kind, number in sizes.repeated.items()
    }
    _further(planter, repeated[True, True, True, True], repeated[False, True, True, True], sizes.further_rows)
    shared = _defects_of_single(kept, not_cc0, sizes)
    sheets = [*no_image, *kept, *not_cc0, *chain(*repeated.values())]
    _label(sheets, both, twice, planter.chance)
    sheets += [both, twice]
    licenses = _licenses(sheets, kept[shared:], not_cc0)
    return Plan(sheets, _odd(planter, sizes), _decoys(sizes, without), licenses)


def _further(planter: Planter, specimens: list[Sheet], images: list[Sheet], left: int) -> None:
    """Third and further images of the last specimen, on sheets of both kinds in turn."""
    extra = cycle(FURTHER)
    for sheet in chain(*zip(specimens, images, strict=False)):
        for _ in range(min(left, next(extra))):
            planter.add(sheet, True, False, True)
            left -= 1


def _defects_of_single(kept: list[Sheet], not_cc0: list[Sheet], sizes: Sizes) -> int:
    """Specimens without an occurrence row, one specimen on two sheets, two rights that differ. Gives how many of
    `kept` are taken by the first two."""
    alone = sizes.without_occurrence
    for number, sheet in enumerate([*kept[:alone], not_cc0[-1]]):
        sheet.rows[0].specimen = sizes.occurrences + number
    end = alone + 2 * max(1, round(SHARED_SPECIMENS * sizes.scale))
    for one, other in zip(kept[alone:end:2], kept[alone + 1 : end : 2], strict=True):
        other.rows[0].specimen = one.rows[0].specimen
    for sheet in [*kept[11::31], *not_cc0[1::31]]:
        sheet.rows[0].rights_differ = True
    return end


def _label(sheets: list[Sheet], both: Sheet, twice: Sheet, chance: Random) -> None:
    """Puts every sheet into a set, `both` into both, `twice` into one of them twice."""
    labels = len(sheets) + 4
    stained = round(labels * STAINED / LABELS) - 1
    sets = ["stained"] * stained + ["unstained"] * (len(sheets) - stained)
    chance.shuffle(sets)
    for sheet, name in zip(sheets, sets, strict=True):
        sheet.sets = [name]
    both.sets, twice.sets = ["stained", "unstained"], ["unstained", "unstained"]


def _licenses(sheets: list[Sheet], kept: list[Sheet], not_cc0: list[Sheet]) -> dict[int, bool]:
    """The occurrence's own licence: as the first image's, but for one sheet in 40."""
    licenses: dict[int, bool] = {}
    for row in (row for sheet in sheets for row in sheet.rows):
        licenses.setdefault(row.specimen, row.cc0)
    for row in (sheet.rows[0] for sheet in [*kept[::40], *not_cc0[::40]]):
        licenses[row.specimen] = not row.cc0
    return licenses


def _odd(planter: Planter, sizes: Sizes) -> list[Row]:
    """Botany rows whose barcode is not eight digits, and those where nothing follows the word."""
    words = [ODD[length].format(900_000 + n) for length, count in sizes.odd_barcodes.items() for n in range(count)]
    rows = []
    for number, word in enumerate([*NOT_DIGITS, *words]):
        form = number % 4 if word and word not in NOT_DIGITS else 0
        text = (
            describe(word, form, number, "")
            if word
            else f"{describe('', 2, number, '').rpartition(',')[0]} under Barcode"
        )
        j = planter.next_j + number
        rows.append(Row(j, j, j, True, text))
    return rows


def _decoys(sizes: Sizes, barcodes: list[str]) -> list[Row]:
    """Rows of other departments whose descriptions name the barcode of a label that has no image."""
    starts = [block.start for block in sizes.blocks if block.provider in DECOYS]
    numbers = [start + n for start in starts for n in range(max(1, round(10 * sizes.scale)))]
    return [Row(j, j, j, True, f"Barcode {code}") for j, code in zip(numbers, cycle(barcodes), strict=False)]
