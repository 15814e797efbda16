"""The herbarium's marts, worked out by hand from the replica's own files: plain Python, line by line, no SQL.

It shares nothing with the models or the generator, and is slow; the files of a test are small.
"""

import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

BOTANY = "Smithsonian Institution, NMNH, Botany"

Row = dict[str, str]


def rows_of(archive: Path, member: str) -> list[Row]:
    """The member's rows by their column's name, a second `rights` as `rights_2`. To this reader a quote is data."""
    with zipfile.ZipFile(archive) as zipped:
        lines = zipped.read(member).decode("utf-8").removesuffix("\n").split("\n")
    names: list[str] = []
    for name in lines[0].split("\t"):
        names.append(f"{name}_2" if name in names else name)
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines[1:]]


def barcode_of(description: str) -> str | None:
    """The word after the first word "barcode", stripped of dots, then commas."""
    words = description.lower().split()
    if "barcode" not in words[:-1]:
        return None
    return words[words.index("barcode") + 1].strip(".").strip(",") or None


@dataclass
class Sheet:
    """What the media rows say is on a sheet."""

    specimens: set[str] = field(default_factory=set)
    images: set[str] = field(default_factory=set)
    rows: int = 0

    @property
    def kind(self) -> str:
        return (
            "multi_specimen"
            if len(self.specimens) > 1
            else "multi_image"
            if len(self.images) > 1
            else "single_specimen"
        )


@dataclass
class Herbarium:
    """The marts' content."""

    sheets: dict[str, Sheet]
    rights: dict[str, str]
    records: dict[str, Row]
    copies: dict[str, int]

    def rights_of(self, sheet: Sheet) -> str:
        found = {self.rights[image] for image in sheet.images}
        return found.pop() if len(found) == 1 else "mixed"


def work_out(archive: Path) -> Herbarium:
    """The marts of all barcoded sheets. Every media row here names a specimen and an image, and each id once."""
    media = rows_of(archive, "multimedia.txt")
    sheets: dict[str, Sheet] = defaultdict(Sheet)
    seen: set[tuple[str, ...]] = set()
    for row in media:
        if (key := tuple(row.values())) in seen:
            continue
        seen.add(key)
        if row["providerLiteral"] == BOTANY and (barcode := barcode_of(row["description"])):
            sheet = sheets[barcode]
            sheet.specimens.add(row["id"])
            sheet.images.add(row["accessURI"])
            sheet.rows += 1
    wanted = {image for sheet in sheets.values() for image in sheet.images}
    named: dict[str, set[str]] = defaultdict(set)
    copies: dict[str, int] = defaultdict(int)
    for row in media:
        if row["accessURI"] in wanted:
            named[row["accessURI"]].add(row["rights"])
            copies[row["accessURI"]] += 1
    rights = {image: found.pop() if len(found) == 1 else "mixed" for image, found in named.items()}
    specimens = {specimen for sheet in sheets.values() for specimen in sheet.specimens}
    records = {row["id"]: row for row in rows_of(archive, "occurrence.txt") if row["id"] in specimens}
    return Herbarium(dict(sheets), rights, records, dict(copies))
