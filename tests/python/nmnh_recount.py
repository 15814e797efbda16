"""Counts a replica's files anew, in two ways that share nothing with the generator: plain Python, and DuckDB."""

import csv
import io
import tarfile
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb

from ingest.sql import literal

BOTANY = "Smithsonian Institution, NMNH, Botany"
NOT_CC0 = "Usage Conditions Apply"
FIGURES = {
    "media_rows": "select count(*) from media",
    "media_rows_different": "select count(*) from once",
    "media_rows_repeated": "select (select count(*) from media) - (select count(*) from once)",
    "occurrence_rows": "select count(*) from occurrence",
    "barcode_rows": "select count(*) from coded",
    **{
        f"barcode_rows_length_{n}": f"select count(*) from coded where length(barcode) = {n}" for n in (8, 7, 19, 11, 2)
    },
    "barcode_rows_without_barcode": "select count(*) from coded where barcode is null",
    "merged_rows": "select count(*) from merged",
    "merged_rows_matched": "select count(id) from merged",
    "labels_without_image": "select count(*) from merged where id is null",
    "merged_rows_beyond_first": "select count(*) - count(distinct barcode) from merged",
    "barcodes_once": "select count(*) from single",
    "barcodes_once_with_image": "select count(id) from single",
    "barcodes_once_cc0": "select count(*) from single where rights = 'CC0'",
    "barcodes_once_usage_conditions_apply": f"select count(*) from single where rights = '{NOT_CC0}'",
    "cc0_without_occurrence": "select count(*) from single anti join occurrence using (id) where rights = 'CC0'",
}


def rows_of(archive: Path, member: str) -> list[list[str]]:
    """The member's rows, header first. To this reader a quote is data."""
    with zipfile.ZipFile(archive) as zipped, zipped.open(member) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
        return list(csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def labels_of(directory: Path) -> list[tuple[str, str]]:
    """(barcode, set) of every photograph, stained first."""
    found = []
    for name in ("stained", "unstained"):
        with tarfile.open(directory / f"{name}.tar.gz") as tar:
            found += [(Path(m.name).stem, name) for m in tar if m.isfile() and m.name.endswith(".jpg")]
    return found


def barcode_of(description: str) -> str | None:
    """The word after the first word "barcode", as the notebook takes it."""
    words = description.lower().split()
    place = words.index("barcode") + 1
    return words[place].strip(".").strip(",") if place < len(words) else None


def in_python(directory: Path) -> dict[str, Any]:
    """Figures, providers and labelled sheets, counted by hand."""
    _, *media = rows_of(directory / "archive.zip", "multimedia.txt")
    _, *occurrences = rows_of(directory / "archive.zip", "occurrence.txt")
    labels = labels_of(directory)
    different = {tuple(row) for row in media}
    by_barcode: dict[str | None, list[tuple[str, ...]]] = defaultdict(list)
    for row in different:
        if row[11] == BOTANY and "barcode" in row[12].lower():
            by_barcode[barcode_of(row[12])].append(row)
    lengths = Counter(len(code) if code else 0 for code, rows in by_barcode.items() for _ in rows)
    sets = defaultdict(list)
    for code, name in labels:
        sets[code].append(name)
    merged = {code: len(sets[code]) * max(1, len(by_barcode.get(code, []))) for code in sets}
    once = [by_barcode[code] for code, count in merged.items() if count == 1 and code in by_barcode]
    known = {row[0] for row in occurrences}
    cc0 = [rows[0] for rows in once if rows[0][4] == "CC0"]
    figures = {
        "labels": len(labels),
        "labels_stained": sum(name == "stained" for _, name in labels),
        "labels_unstained": sum(name == "unstained" for _, name in labels),
        "labelled_barcodes": len(sets),
        "media_rows": len(media),
        "media_rows_repeated": len(media) - len(different),
        "media_rows_different": len(different),
        "occurrence_rows": len(occurrences),
        "barcode_rows": sum(map(len, by_barcode.values())),
        **{f"barcode_rows_length_{n}": lengths[n] for n in (8, 7, 19, 11, 2)},
        "barcode_rows_without_barcode": lengths[0],
        "merged_rows": sum(merged.values()),
        "merged_rows_matched": sum(count for code, count in merged.items() if code in by_barcode),
        "labels_without_image": sum(code not in by_barcode for code in sets),
        "merged_rows_beyond_first": sum(merged.values()) - len(merged),
        "barcodes_once": sum(count == 1 for count in merged.values()),
        "barcodes_once_with_image": len(once),
        "barcodes_once_cc0": len(cc0),
        "barcodes_once_usage_conditions_apply": sum(rows[0][4] == NOT_CC0 for rows in once),
        "cc0_without_occurrence": sum(row[0] not in known for row in cc0),
    }
    before, after = Counter(row[11] for row in media), Counter(row[11] for row in different)
    for provider in before:
        name = provider.rpartition(", ")[2].lower().replace("&", "and").replace(" ", "_")
        figures |= {f"media_rows_{name}": before[provider], f"media_rows_{name}_different": after[provider]}
    return {
        "figures": figures,
        "providers": {name: {"before": before[name], "after": after[name]} for name in before},
        "sheets": {code: sheet(sets[code], by_barcode.get(code, [])) for code in sets},
    }


def sheet(sets: list[str], rows: list[tuple[str, ...]]) -> dict[str, str]:
    """What the contract of `herbarium.labelled_sheets` makes of a label's sets and its media rows."""
    specimens, images, rights = {row[0] for row in rows}, {row[15] for row in rows}, {row[4] for row in rows}
    kind = "no_image" if not rows else "multi_specimen" if specimens - {rows[0][0]} else "single_specimen"
    if kind == "single_specimen" and len(images) > 1:
        kind = "multi_image"
    conflicting = len(set(sets)) == 2
    named = "mixed" if len(rights) == 2 else next(iter(rights), "")
    return {
        "stain_status": "conflicting" if conflicting else sets[0],
        "label_count": str(len(sets)),
        "image_count": str(len(images)),
        "specimen_count": str(len(specimens)),
        "sheet_kind": kind,
        "rights": named,
        "is_cc0": str(named == "CC0").lower(),
        "is_kept": str(len(sets) == len(rows) == 1 and named == "CC0").lower(),
        "is_usable": str(not conflicting and len(specimens) == 1 and named == "CC0").lower(),
    }


def header_of(path: Path) -> list[str]:
    """The names in the first line."""
    with path.open(encoding="utf-8") as file:
        return file.readline().rstrip("\n").split("\t")


def in_duckdb(media: Path, occurrence: Path, labels: list[tuple[str, str]], work: Path) -> dict[str, int]:
    """The figures by SQL, from the two data files as bare text; `work` takes what does not fit into memory."""
    names, fields = (header_of(path) for path in (media, occurrence))
    wide = {name if names.index(name) == at else f"{name}_2": "VARCHAR" for at, name in enumerate(names)}
    dialect = "delim='\t', quote='', escape='', header=true, auto_detect=false, strict_mode=true, nullstr=''"
    with duckdb.connect(config={"memory_limit": "6GB", "temp_directory": str(work)}) as con:
        con.execute("set preserve_insertion_order = false")
        cells = ", ".join(f"coalesce({name}, '')" for name in wide)
        con.execute(
            f"create table media as select id, rights, providerLiteral, description,"
            f" md5(concat_ws(chr(9), {cells})) as digest"
            f" from read_csv({literal(str(media))}, columns={wide}, {dialect})"
        )
        con.execute(
            "create table occurrence as select id"
            f" from read_csv({literal(str(occurrence))}, columns={dict.fromkeys(fields, 'VARCHAR')}, {dialect})"
        )
        stems, sets = (list(column) for column in zip(*labels, strict=True))
        con.execute("create table labels as select unnest($1) as barcode, unnest($2) as stain_status", [stems, sets])
        con.execute("create table once as select * from media qualify row_number() over (partition by digest) = 1")
        con.execute(
            "create table coded as with split as ("
            "select *, string_split_regex(trim(lower(description)), '\\s+') as words"
            f" from once where providerLiteral = '{BOTANY}' and description ilike '%barcode%')"
            " select *, trim(trim(words[list_position(words, 'barcode') + 1], '.'), ',') as barcode from split"
        )
        con.execute("create table merged as select * from labels left join coded using (barcode)")
        con.execute("create table single as select * from merged qualify count(*) over (partition by barcode) = 1")
        found = {name: con.execute(query).fetchall()[0][0] for name, query in FIGURES.items()}
        by_provider = "select providerLiteral, count(*) from {} group by all"
        for when, table in (("before", "media"), ("after", "once")):
            for name, count in con.execute(by_provider.format(table)).fetchall():
                found[f"{name} {when}"] = count
        return found
