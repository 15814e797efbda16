"""A specimen's department and taxon: the same in its media rows and its occurrence row, for all follow its number."""

from ingest.sql import literals
from replica.nmnh.dice import Dice
from replica.nmnh.vocabulary import TAXA

FLAT = [taxon for taxa in TAXA.values() for taxon in taxa]
RANKS = {"Subspecies": " subsp. "}


def scientific_name(taxon: str) -> str:
    """The name as NMNH writes it, without its author."""
    *_, genus, species, below, rank, _author = taxon.split("\t")
    return f"{genus} {species}{RANKS.get(rank, ' ') + below if below else ''}".rstrip()


def higher(taxon: str) -> str:
    """`higherClassification`: kingdom to family."""
    return ", ".join(taxon.split("\t")[:5])


def place(dice: Dice, provider: str, of: str) -> str:
    """SQL of a taxon's place in `FLAT`, from 1, for a provider's place and a specimen's number."""
    start, sizes, starts = 1, [], []
    for number, taxa in enumerate(TAXA.values()):
        sizes.append(f"when {number} then {len(taxa)}")
        starts.append(f"when {number} then {start}")
        start += len(taxa)
    picked = dice.pick("taxon", f"(case {provider} {' '.join(sizes)} end)", of)
    return f"(case {provider} {' '.join(starts)} end) + {picked}"


def names(at: str) -> str:
    """SQL of the scientific name of the taxon at place `at`."""
    return f"{literals([scientific_name(taxon) for taxon in FLAT])}[{at}]"
