"""The herbarium notebook's steps, as written: pandas with its defaults, everything in memory.

Its defaults are its faults, and are kept: quotes are honoured (a lone one swallows rows), `NA` and `None` are read as
nothing, and a number column without a type is whatever its rows look like.
"""

import csv
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

BOTANY = "Smithsonian Institution, NMNH, Botany"
CATEGORIES = (
    "institutionCode", "recordedBy", "identifiedBy", "year", "month", "day", "country", "stateProvince", "county",
    "scientificName",
)  # fmt: skip
TEXTS = ("id", "catalogNumber", "verbatimEventDate", "locality")
RESULT = [
    "barcode", "stain_status", "id", "accessURI", "institutionCode", "catalogNumber", "recordedBy", "year", "month",
    "day", "verbatimEventDate", "country", "stateProvince", "county", "locality", "identifiedBy", "scientificName",
]  # fmt: skip


def labels(archives: Mapping[str, Path]) -> pd.DataFrame:
    """The stems of the tarballs' `*.jpg`, stained first: `barcode`, `stain_status`."""
    frames = []
    for status in ("stained", "unstained"):
        with tarfile.open(archives[status]) as archive:
            names = [PurePosixPath(name) for name in archive.getnames()]
        barcodes = [name.stem for name in names if name.match("*.jpg")]
        frames.append(pd.DataFrame({"barcode": barcodes, "stain_status": status}))
    return pd.concat(frames, ignore_index=True)


def media(path: Path, **reading: Any) -> pd.DataFrame:
    """The media file, all columns, without its exact repeats. `reading`: how read_csv shall read, if otherwise."""
    types = {"providerLiteral": "category", "description": "string"}
    frame = pd.read_csv(path, sep="\t", dtype=types, **reading)
    frame.duplicated().sum()
    return frame.drop_duplicates()


def barcode(description: str) -> str | None:
    """The word after the first word `barcode`, without dots and then commas at its ends; None where there is none."""
    words = description.lower().split()
    after = words.index("barcode") + 1 if "barcode" in words else len(words)
    return words[after].strip(".").strip(",") if after < len(words) else None


def barcoded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of Botany whose description says barcode, with the barcode."""
    says = frame["description"].str.lower().str.contains("barcode", regex=False, na=False)
    rows = frame[(frame["providerLiteral"] == BOTANY) & says].copy()
    rows["barcode"] = rows["description"].map(barcode)
    return rows


def merged(label_rows: pd.DataFrame, media_rows: pd.DataFrame) -> pd.DataFrame:
    """The labels, each with every media row of its barcode."""
    return label_rows.merge(media_rows, on="barcode", how="left")


def kept(rows: pd.DataFrame) -> pd.DataFrame:
    """Barcodes that stand once, and are CC0."""
    once = rows.drop_duplicates("barcode", keep=False)
    return once.loc[once["rights"] == "CC0", ["barcode", "stain_status", "id", "accessURI"]]


def occurrences(path: Path, **reading: Any) -> pd.DataFrame:
    """The fourteen columns of the occurrence file that the notebook reads."""
    types: dict[str, Any] = dict.fromkeys(CATEGORIES, "category")
    return pd.read_csv(path, sep="\t", usecols=[*TEXTS, *CATEGORIES], dtype=types, **reading)


def run(archives: Mapping[str, Path], media_file: Path, occurrence_file: Path, folder: Path, **reading: Any) -> None:
    """All steps: writes `barcodes_from_figshare.tsv` and `mercury_specimen_data.tsv` into `folder`."""
    label_rows = labels(archives)
    label_rows.to_csv(folder / "barcodes_from_figshare.tsv", sep="\t", index=False)
    images = kept(merged(label_rows, barcoded(media(media_file, **reading))))
    specimens = images.merge(occurrences(occurrence_file, **reading), on="id", how="left")
    specimens[RESULT].to_csv(folder / "mercury_specimen_data.tsv", sep="\t", index=False)


def main() -> None:
    """`python -m bench.notebook_herbarium LABELS MEDIA OCCURRENCE OUT [mended]`.

    LABELS is the folder of the two tarballs. `mended`: a quote is data, as the archive declares; nothing else differs.
    """
    sources, media_file, occurrence_file, out = map(Path, sys.argv[1:5])
    archives = {name: sources / f"{name}.tar.gz" for name in ("stained", "unstained")}
    run(archives, media_file, occurrence_file, out, **({"quoting": csv.QUOTE_NONE} if sys.argv[5:] else {}))


if __name__ == "__main__":
    # as in the notebook's own environment: pandas without pyarrow, which folio's environment holds
    pd.set_option("mode.string_storage", "python")
    main()
