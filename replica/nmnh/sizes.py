"""How many of everything: the published counts, and what they come to at another scale.

The counts are the ones that the notebook printed, as a reader must find them to whom a quote is data. A distinct
media row has a number `j`; rows of one provider are neighbours, and Botany's come in the order planted, barcoded,
not barcoded. What repeats exactly is a row that stands once more for the `j` of its original.
"""

from dataclasses import dataclass, field

SMALLEST, LARGEST = 0.0002, 4

# Provider: rows, and how many of them repeat another row exactly.
PROVIDERS = {
    "Botany": (9_257_341, 5_942_542),
    "Mammals": (577_050, 0),
    "Invertebrate Zoology": (184_797, 91),
    "Entomology": (167_637, 0),
    "Fishes": (134_203, 10),
    "Birds": (23_401, 0),
    "Amphibians & Reptiles": (13_118, 171),
}
OCCURRENCES = 8_484_939
BARCODES_OF_8 = 3_219_629  # different Botany rows whose barcode has eight signs
ODD_BARCODES = {7: 3, 19: 1, 11: 1, 2: 1, 0: 83}  # signs of the barcode: rows; 0: the description ends in "barcode"
STAINED, LABELS = 7_776, 15_553

# Sheets whose barcode bears one label and stands in one media row, and labels without any.
ONCE = {"cc0": 11_230, "not_cc0": 914, "no_image": 162}
CC0_WITHOUT_OCCURRENCE = 3
# Sheets in two media rows: (specimens differ, images differ, rights of the first row, rights of the second): sheets.
REPEATED: dict[tuple[bool, bool, bool, bool], int] = {
    (True, True, True, True): 1_450,
    (True, False, True, True): 320,  # one photograph, listed for each of its two specimens
    (True, True, True, False): 100,
    (True, True, False, False): 110,
    (False, True, True, True): 1_050,
    (False, True, True, False): 90,
    (False, True, False, False): 70,
    (False, False, True, True): 40,  # one image listed twice, in different words
    (False, False, True, False): 13,
}
FURTHER_ROWS = 27  # rows beyond the second of a sheet
SHARED_SPECIMENS = 20  # pairs of sheets on which one specimen is mounted
LONE_QUOTES_IN = 5_000  # one row in so many has a quote that nothing closes


@dataclass(frozen=True)
class Block:
    """A provider's rows: distinct ones have `j` from `start` to `start + different` (not in it)."""

    provider: str
    start: int
    different: int
    repeats: int


@dataclass(frozen=True)
class Sizes:
    """The counts at a scale; at 1 they are the published ones."""

    scale: float
    blocks: tuple[Block, ...]
    occurrences: int
    barcodes_of_8: int
    odd_barcodes: dict[int, int]
    once: dict[str, int]
    without_occurrence: int
    repeated: dict[tuple[bool, bool, bool, bool], int] = field(hash=False)
    further_rows: int
    lone_quotes_multimedia: int
    lone_quotes_occurrence: int

    @property
    def different(self) -> int:
        """Distinct media rows."""
        return sum(block.different for block in self.blocks)

    @property
    def repeats(self) -> int:
        """Media rows that repeat another one exactly."""
        return sum(block.repeats for block in self.blocks)

    @property
    def barcoded(self) -> int:
        """Distinct Botany rows whose description holds the word barcode."""
        return self.barcodes_of_8 + sum(self.odd_barcodes.values())


def sizes(scale: float, *, quotes: bool = True) -> Sizes:
    """The counts at `scale`, a share of the published size; each trap stays there at least once. Above 1: for growth.

    `quotes`: whether lone quotes are planted. Raises ValueError for a scale outside [SMALLEST, LARGEST].
    """
    if not SMALLEST <= scale <= LARGEST:
        raise ValueError(f"the scale must be from {SMALLEST} to {LARGEST}, not {scale}")

    def scaled(count: int, least: int = 1) -> int:
        return max(least if count else 0, round(count * scale))

    once = {
        "cc0": scaled(ONCE["cc0"], 12),
        "not_cc0": scaled(ONCE["not_cc0"], 4),
        "no_image": scaled(ONCE["no_image"], 2),
    }
    repeated = {kind: scaled(count) for kind, count in REPEATED.items()}
    odd = {length: scaled(count) for length, count in ODD_BARCODES.items()}
    rows = sum(once.values()) + 2 * sum(repeated.values())
    of_8 = scaled(BARCODES_OF_8, rows + 200)
    blocks: list[Block] = []
    for provider, (count, repeats) in PROVIDERS.items():
        start = blocks[-1].start + blocks[-1].different if blocks else 0
        different = scaled(count - repeats, 4)
        if provider == "Botany":
            different = max(different, of_8 + sum(odd.values()) + 20)
        blocks.append(Block(provider, start, different, scaled(repeats)))
    multimedia = sum(block.different + block.repeats for block in blocks)
    occurrences = max(scaled(OCCURRENCES), start + different)
    return Sizes(
        scale=scale,
        blocks=tuple(blocks),
        occurrences=occurrences,
        barcodes_of_8=of_8,
        odd_barcodes=odd,
        once=once,
        without_occurrence=scaled(CC0_WITHOUT_OCCURRENCE),
        repeated=repeated,
        further_rows=scaled(FURTHER_ROWS, 2),
        lone_quotes_multimedia=_even(multimedia) if quotes else 0,
        lone_quotes_occurrence=_even(occurrences) if quotes else 0,
    )


def _even(rows: int) -> int:
    """Lone quotes among `rows`: an even number, for a reader that honours quotes shall lose rows without an error."""
    return max(4, 2 * round(rows / LONE_QUOTES_IN / 2))
