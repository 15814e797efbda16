"""What `herbarium.labelled_sheets` must say of every labelled sheet, by its contract, from what is planted."""

import csv
from dataclasses import asdict, dataclass
from pathlib import Path

from replica.nmnh.plan import Plan, Sheet
from replica.nmnh.vocabulary import CC0, NOT_CC0


@dataclass(frozen=True)
class Expected:
    """A row of `herbarium.labelled_sheets`, by the marts' definitions."""

    barcode: str
    stain_status: str
    label_count: int
    image_count: int
    specimen_count: int
    sheet_kind: str
    rights: str
    is_cc0: bool
    outcome: str
    is_usable: bool


def expect(sheet: Sheet) -> Expected:
    """What is true of one labelled sheet. `kept`: it stands once in the labels joined to the media rows, and is CC0.

    Two outcomes are needed beyond the first six, for sheets that the notebook drops and that are none of those: a label
    given twice in one set, and an image listed twice in different words."""
    images, specimens = {row.image for row in sheet.rows}, {row.specimen for row in sheet.rows}
    named = {CC0 if row.cc0 else NOT_CC0 for row in sheet.rows}
    rights = "" if not named else "mixed" if len(named) > 1 else named.pop()
    conflicting = len(set(sheet.sets)) > 1
    if not images:
        kind = "no_image"
    elif len(specimens) > 1:
        kind = "multi_specimen"
    else:
        kind = "multi_image" if len(images) > 1 else "single_specimen"
    reasons = {
        "conflicting_label": conflicting,
        "no_image": kind == "no_image",
        "multi_specimen": kind == "multi_specimen",
        "multi_image": kind == "multi_image",
        "not_cc0": rights != CC0,
        "repeated_label": len(sheet.sets) > 1,
        "repeated_media_row": len(sheet.rows) > 1,
    }
    return Expected(
        barcode=sheet.barcode,
        stain_status="conflicting" if conflicting else sheet.sets[0],
        label_count=len(sheet.sets),
        image_count=len(images),
        specimen_count=len(specimens),
        sheet_kind=kind,
        rights=rights,
        is_cc0=rights == CC0,
        outcome=next((name for name, holds in reasons.items() if holds), "kept"),
        is_usable=not conflicting and len(specimens) == 1 and rights == CC0,
    )


def write_sheets(path: Path, planned: Plan) -> None:
    """truth_labelled_sheets.csv: a row for every labelled sheet, by barcode; rights empty where there is no image."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(Expected.__dataclass_fields__), lineterminator="\n")
        writer.writeheader()
        for sheet in sorted(planned.sheets, key=lambda sheet: sheet.barcode):
            row = asdict(expect(sheet))
            writer.writerow(
                {key: str(value).lower() if isinstance(value, bool) else value for key, value in row.items()}
            )
