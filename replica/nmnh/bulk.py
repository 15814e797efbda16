"""The rows that are not planted by name: what they are follows from their number, in SQL for the rows themselves, and
in Python for what is true of them.

Barcoded Botany rows are counted by `i` from 0. Row 1 of every 50 is on the sheet of row 0, in one of four ways in
turn: another image of the specimen, another specimen with its own image, another specimen on the same image, or the
same image listed again in other words.
"""

from collections import Counter
from math import ceil

from replica.nmnh.dice import spread, stride
from replica.nmnh.plan import NOT_DIGITS, Plan
from replica.nmnh.sizes import Sizes

EVERY = 50
SAME_SPECIMEN, SAME_IMAGE = (0, 3), (2, 3)  # ways
NOT_CC0_IN = 13  # the last of so many rows is not CC0
RIGHTS_DIFFER = (31, 5)  # row 5 of 31: its two `rights` differ
ORPHANS = (10_000, 175)  # row 175 of 10,000: its specimen has no occurrence row
LAST_OCCURRENCE = 7  # the specimen in the last row of occurrence.txt
COPIED = 10  # of so many Botany rows, the last has no exact repeat


def count(sizes: Sizes, planned: Plan) -> int:
    """How many rows the bulk of barcoded rows has."""
    labelled = sum(len(sheet.rows) for sheet in planned.sheets)
    return sizes.barcodes_of_8 - labelled - len(NOT_DIGITS)


def first_barcode(sizes: Sizes) -> int:
    """The bulk's first barcode: above all those of labelled sheets, which reach 950,000 at scale 1."""
    return 1_000_000 * max(1, ceil(sizes.scale))


def cc0(j: int) -> bool:
    """Whether a row that is not planted by name is CC0."""
    return j % NOT_CC0_IN != NOT_CC0_IN - 1


def sheets(sizes: Sizes, planned: Plan) -> tuple[Counter[str], Counter[str]]:
    """The bulk's sheets by kind, and by rights."""
    size, first = count(sizes, planned), planned.botany
    kinds: Counter[str] = Counter()
    rights: Counter[str] = Counter()
    named = {True: "CC0", False: "Usage Conditions Apply"}
    for i in range(size):
        if i % EVERY == 1:
            continue
        mine = cc0(first + i)
        kind, value = "single_specimen", named[mine]
        if i % EVERY == 0 and i + 1 < size:
            way = i // EVERY % 4
            kind = ("multi_image", "multi_specimen", "multi_specimen", "single_specimen")[way]
            value = value if cc0(first + i + 1) == mine else "mixed"
        kinds[kind] += 1
        rights[value] += 1
    return kinds, rights


def original(sizes: Sizes) -> str:
    """SQL of `j` for the logical row `q`: the distinct rows, then the exact repeats, provider by provider.

    Six of ten Botany repeats are spread over all rows that may be repeated, the others over a third of them."""
    start, cases = sizes.different, []
    for block in sizes.blocks:
        n, size = f"(q - {start})", block.different
        if block.provider == "Botany":
            size -= block.different // COPIED
            far, near = size, size // 3
            e = f"""case when {n} < {block.repeats * 6 // 10} then {n} * {stride(far)} % {far}
                    else {n} * {stride(near)} % {near} * 3 end"""
            row = f"(({e}) // {COPIED - 1} * {COPIED} + ({e}) % {COPIED - 1})"
        else:
            row = f"({block.start} + {n} * {stride(size)} % {size})"
        start += block.repeats
        if block.repeats:
            cases.append(f"when q < {start} then {row}")
    return f"case when q < {sizes.different} then q {' '.join(cases)} end"


def provider(sizes: Sizes, of: str) -> str:
    """SQL of the provider's place in `sizes.blocks`, from the number of a distinct media row."""
    ends = [(place, block.start + block.different) for place, block in enumerate(sizes.blocks)]
    return f"case {' '.join(f'when {of} < {end} then {place}' for place, end in ends)} end"


def attributes(sizes: Sizes, planned: Plan) -> str:
    """CTEs that lead from `numbered` (p, q) to `attributed`: what a media row says, as numbers and flags."""
    first, size, botany = planned.botany, count(sizes, planned), sizes.blocks[0].different
    way = f"case when i between 0 and {size - 1} and i % {EVERY} = 1 then i // {EVERY} % 4 end"
    differ, rest = RIGHTS_DIFFER
    period, orphan = ORPHANS
    lone = spread(sizes.lone_quotes_multimedia, botany // COPIED, f"(j // {COPIED})")
    return f"""
        original as (select p, {original(sizes)} as j from numbered),
        counted as (select p, j, j - {first} as i from original),
        paired as (select *, {way} as way, i between 0 and {size - 1} as barcoded from counted),
        attributed as (
            select
                p, j, i, way, barcoded,
                {provider(sizes, "j")} as provider,
                coalesce(specimen, case
                    when way in {SAME_SPECIMEN} then j - 1
                    when barcoded and i % {period} = {orphan} then j + {sizes.occurrences + 1_000}
                    else j
                end) as specimen,
                coalesce(image, case when way in {SAME_IMAGE} then j - 1 else j end) as image,
                coalesce(cc0, j % {NOT_CC0_IN} <> {NOT_CC0_IN - 1}) as cc0,
                coalesce(rights_differ, j % {differ} = {rest}) as rights_differ,
                j < {botany} and j % {COPIED} = {COPIED - 1} and {lone} as lone_quote,
                description
            from paired left join planted on number = j
        )"""
