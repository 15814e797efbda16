"""What is true of the made-up sources: computed from what is planted, before it is made, and never by reading it back.

The counts are those that a correct reader finds, to whom a quote is data.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from replica.nmnh import bulk, defects, occurrence
from replica.nmnh.defects import LANDED, REJECTED, Defect
from replica.nmnh.expected import Expected, expect
from replica.nmnh.plan import NOT_DIGITS, Plan, Sheet
from replica.nmnh.sizes import Sizes
from replica.nmnh.vocabulary import NOT_CC0, PREFIX

EXAMPLES = 5


def figures(sizes: Sizes, planned: Plan, short: int) -> dict[str, int]:
    """The figures that the notebook printed, under their names in published_figures.csv.

    `short`: Mammals' rows that are landed although they are broken."""
    providers = {}
    for block in sizes.blocks:
        name, more = (
            block.provider.lower().replace(" & ", " and ").replace(" ", "_"),
            short * (block.provider == "Mammals"),
        )
        providers[f"media_rows_{name}"] = block.different + block.repeats + more
        providers[f"media_rows_{name}_different"] = block.different + more
    merged = Counter({sheet.barcode: len(sheet.sets) * max(1, len(sheet.rows)) for sheet in planned.sheets})
    once = [sheet for sheet in planned.sheets if merged[sheet.barcode] == 1]
    cc0 = [sheet for sheet in once if sheet.rows and sheet.rows[0].cc0]
    labels = Counter(name for sheet in planned.sheets for name in sheet.sets)
    return {
        "labels": labels.total(),
        "labels_stained": labels["stained"],
        "labels_unstained": labels["unstained"],
        "labelled_barcodes": len(planned.sheets),
        "media_rows": sizes.different + sizes.repeats + short,
        "media_rows_repeated": sizes.repeats,
        "media_rows_different": sizes.different + short,
        "occurrence_rows": sizes.occurrences + short,
        **providers,
        "barcode_rows": sizes.barcoded,
        "barcode_rows_length_8": sizes.barcodes_of_8,
        **{f"barcode_rows_length_{length}": count for length, count in sizes.odd_barcodes.items() if length},
        "barcode_rows_without_barcode": sizes.odd_barcodes[0],
        "merged_rows": merged.total(),
        "merged_rows_matched": merged.total() - sum(not sheet.rows for sheet in planned.sheets),
        "labels_without_image": sum(not sheet.rows for sheet in planned.sheets),
        "merged_rows_beyond_first": merged.total() - len(merged),
        "barcodes_once": len(once),
        "barcodes_once_with_image": sum(bool(sheet.rows) for sheet in once),
        "barcodes_once_cc0": len(cc0),
        "barcodes_once_usage_conditions_apply": sum(bool(sheet.rows) and not sheet.rows[0].cc0 for sheet in once),
        "cc0_without_occurrence": sum(sheet.rows[0].specimen >= sizes.occurrences for sheet in cc0),
    }


def truth(sizes: Sizes, planned: Plan, seed: int, broken: dict[str, list[Defect]]) -> dict[str, Any]:
    """All that truth.json says, but for what is known only once the files are written."""
    expected = [expect(sheet) for sheet in planned.sheets]
    landed = {name: defects.counted(found, LANDED) for name, found in broken.items()}
    providers = {
        PREFIX + block.provider: {"before": block.different + block.repeats, "after": block.different}
        for block in sizes.blocks
    }
    for when in ("before", "after"):
        providers[PREFIX + "Mammals"][when] += landed.get("multimedia", 0)
    rows = {"multimedia": sizes.different + sizes.repeats, "occurrence": sizes.occurrences}
    quotes = {"multimedia": sizes.lone_quotes_multimedia, "occurrence": sizes.lone_quotes_occurrence}
    return {
        "synthetic": True,
        "scale": sizes.scale,
        "seed": seed,
        "figures": figures(sizes, planned, landed.get("multimedia", 0)),
        "providers": providers,
        "labelled_sheets": {
            "rows": len(expected),
            **{name: _counted(expected, name) for name in ("stain_status", "sheet_kind", "rights", "outcome")},
            "is_cc0": sum(sheet.is_cc0 for sheet in expected),
            "is_usable": sum(sheet.is_usable for sheet in expected),
            "image_count": sum(sheet.image_count for sheet in expected),
        },
        "mercury_specimens": sum(sheet.outcome == "kept" for sheet in expected),
        "sheets": _sheets(sizes, planned, expected),
        "tables": {
            name: {
                "rows_read": rows[name] + landed.get(name, 0) + defects.counted(broken.get(name, []), REJECTED),
                "rows_landed": rows[name] + landed.get(name, 0),
                "rows_rejected": defects.counted(broken.get(name, []), REJECTED),
                "rows_short": defects.counted(broken.get(name, []), ("short",)),
                "lone_quotes": quotes[name],
            }
            for name in rows
        },
        "defects": {
            name: [{"kind": defect.kind, "line_number": defect.line_number} for defect in found]
            for name, found in broken.items()
        },
        "examples": examples(sizes, planned),
    }


def examples(sizes: Sizes, planned: Plan) -> dict[str, list[str]]:
    """Some barcodes of each trap (of odd barcodes: the descriptions)."""
    both = {sheet.barcode: expect(sheet) for sheet in planned.sheets}
    single = [sheet for sheet in planned.sheets if len(sheet.rows) == 1]
    mounted = Counter(row.specimen for sheet in planned.sheets for row in {r.specimen: r for r in sheet.rows}.values())

    quoted = occurrence.lone_specimen(sizes) if sizes.lone_quotes_occurrence else None

    def some(holds: Callable[[Sheet, Expected], bool], among: Iterable[Sheet] = planned.sheets) -> list[str]:
        return sorted(sheet.barcode for sheet in among if holds(sheet, both[sheet.barcode]))[:EXAMPLES]

    return {
        "conflicting": some(lambda _, is_: is_.stain_status == "conflicting"),
        "twice_in_a_set": some(lambda _, is_: is_.label_count > 1 and is_.stain_status != "conflicting"),
        "no_image": some(lambda _, is_: is_.sheet_kind == "no_image"),
        "multi_specimen": some(lambda _, is_: is_.specimen_count > 1 and is_.image_count > 1),
        "multi_specimen_one_image": some(lambda _, is_: is_.specimen_count > 1 and is_.image_count == 1),
        "multi_specimen_mixed_rights": some(lambda _, is_: is_.specimen_count > 1 and is_.rights == "mixed"),
        "multi_specimen_not_cc0": some(lambda _, is_: is_.specimen_count > 1 and is_.rights == NOT_CC0),
        "multi_image": some(lambda _, is_: is_.sheet_kind == "multi_image" and is_.is_cc0),
        "multi_image_mixed_rights": some(lambda _, is_: is_.sheet_kind == "multi_image" and is_.rights == "mixed"),
        "multi_image_not_cc0": some(lambda _, is_: is_.sheet_kind == "multi_image" and is_.rights == NOT_CC0),
        "three_rows_or_more": some(lambda sheet, _: len(sheet.rows) > 2),
        "image_listed_twice": some(lambda _, is_: is_.outcome == "repeated_media_row"),
        "image_listed_twice_mixed_rights": some(
            lambda _, is_: is_.sheet_kind == "single_specimen" and is_.rights == "mixed"
        ),
        "cc0_without_occurrence": some(
            lambda sheet, is_: is_.is_cc0 and sheet.rows[0].specimen >= sizes.occurrences, single
        ),
        "specimen_on_two_sheets": some(lambda sheet, _: any(mounted[row.specimen] > 1 for row in sheet.rows)),
        "rights_columns_differ": some(lambda sheet, _: any(row.rights_differ for row in sheet.rows)),
        "cc0_image_other_license": some(lambda sheet, is_: is_.is_cc0 and not planned.licenses[sheet.rows[0].specimen]),
        "not_cc0_image_cc0_license": some(
            lambda s, is_: is_.rights == NOT_CC0 and planned.licenses[s.rows[0].specimen]
        ),
        "kept_with_lone_quote": some(lambda s, is_: is_.outcome == "kept" and s.rows[0].specimen == quoted),
        "named_by_other_departments": sorted({row.description.split()[-1] for row in planned.decoys})[:EXAMPLES],
        "odd_descriptions": [row.description for row in planned.odd[:10]],
    }


def _counted(expected: list[Expected], name: str) -> dict[str, int]:
    """How many sheets have each value of the field `name`; what is empty (rights without an image) is left out."""
    return dict(sorted(Counter(value for sheet in expected if (value := str(getattr(sheet, name)))).items()))


def _sheets(sizes: Sizes, planned: Plan, expected: list[Expected]) -> dict[str, Any]:
    """Sheets whose barcode is eight digits, labelled or not, with a Botany media row."""
    kinds, rights = bulk.sheets(sizes, planned)
    kinds.update(sheet.sheet_kind for sheet in expected if sheet.image_count)
    rights.update(sheet.rights for sheet in expected if sheet.image_count)
    return {
        "rows": kinds.total(),
        "sheet_kind": dict(sorted(kinds.items())),
        "rights": dict(sorted(rights.items())),
        "barcodes_not_eight_digits": len(NOT_DIGITS) + sum(n for length, n in sizes.odd_barcodes.items() if length),
    }
