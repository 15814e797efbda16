"""The herbarium, from the replica's tarballs and archive over the real command line and dbt to the marts.

Two witnesses: truth.json, counted from the replica's plan, and herbarium_oracle.py, which reads the replica's files by
hand. Neither knows the models.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from demo import Warehouse
from herbarium_oracle import Herbarium, work_out

Query = Callable[..., list[tuple[Any, ...]]]
NOT_CC0 = "Usage Conditions Apply"
OUTCOMES = (
    "conflicting_label",
    "no_image",
    "multi_specimen",
    "multi_image",
    "not_cc0",
    "repeated_label",
    "repeated_media_row",
)


@pytest.fixture(scope="module")
def truth(demo: Warehouse) -> dict[str, Any]:
    return json.loads((demo.replica / "nmnh" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def planned(demo: Warehouse) -> list[dict[str, str]]:
    """Every labelled sheet as it was planned."""
    with (demo.replica / "nmnh" / "truth_labelled_sheets.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def oracle(demo: Warehouse) -> Herbarium:
    return work_out(demo.replica / "nmnh" / "archive.zip")


@pytest.fixture(scope="module")
def ask(demo: Warehouse) -> Query:
    def query(text: str, *parameters: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(demo.file), read_only=True) as con:
            return con.execute(text, list(parameters)).fetchall()

    return query


@pytest.fixture(scope="module")
def ledger(ask: Query) -> dict[str, list[tuple[str, int, int, int]]]:
    """Each chain's steps: reason, rows in, out, dropped."""
    chains: dict[str, list[tuple[str, int, int, int]]] = {}
    for chain, *step in ask(
        "select chain, reason, rows_in, rows_out, rows_dropped from quality.row_ledger"
        " where collection = 'herbarium' order by chain, step_number"
    ):
        chains.setdefault(chain, []).append(tuple(step))
    return chains


def chain(start: int, *drops: tuple[str, int]) -> list[tuple[str, int, int, int]]:
    """The steps that a chain must have: from `start`, what each reason takes away."""
    steps = []
    for reason, dropped in drops:
        steps.append((reason, start, start - dropped, dropped))
        start -= dropped
    return steps


# --- the published figures


def test_every_figure_is_the_truths(ask, truth):
    rows = ask("select figure, warehouse_value from quality.notebook_figures where notebook = 'herbarium'")
    assert dict(rows) == truth["figures"]


def test_no_figure_agrees_on_input_of_another_size_and_each_says_so(ask):
    [(figures, compared, silent)] = ask(
        "select count(*), count(agrees), count(*) filter (note not like 'not comparable: %' or note is null)"
        " from quality.notebook_figures where notebook = 'herbarium'"
    )
    assert (figures, compared, silent) == (38, 0, 0)


def test_a_note_names_only_the_inputs_that_the_figure_comes_from(ask, truth):
    notes = dict(ask("select figure, note from quality.notebook_figures where notebook = 'herbarium'"))
    labels = f"labels {truth['figures']['labels']} instead of 15553"
    media = f"media rows {truth['figures']['media_rows']} instead of 10357547"
    occurrences = f"occurrence rows {truth['figures']['occurrence_rows']} instead of 8484939"
    assert notes["labels_stained"] == f"not comparable: {labels}"
    assert notes["barcode_rows"] == f"not comparable: {media}"
    assert notes["occurrence_rows"] == f"not comparable: {occurrences}"
    assert notes["merged_rows"] == f"not comparable: {labels}, {media}"
    assert notes["cc0_without_occurrence"] == f"not comparable: {labels}, {media}, {occurrences}"


def test_providers_are_counted_before_and_after(ask, truth):
    rows = ask("select provider_literal, media_rows, distinct_rows from intermediate.int_herbarium__media_providers")
    assert {name: {"before": before, "after": after} for name, before, after in rows} == truth["providers"]


# --- the labelled sheets


def test_every_labelled_sheet_is_as_it_was_planned(ask, planned):
    columns = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in planned[0])
    rows = ask(f"select {columns} from herbarium.labelled_sheets order by barcode")
    assert rows == [tuple(sheet.values()) for sheet in sorted(planned, key=lambda sheet: sheet["barcode"])]
    assert len(rows) == len({row[0] for row in rows}) > 0


def test_every_outcome_is_there(ask, truth):
    rows = ask("select outcome, count(*) from herbarium.labelled_sheets group by outcome order by outcome")
    assert dict(rows) == truth["labelled_sheets"]["outcome"]
    assert set(dict(rows)) == {"kept", *OUTCOMES}


def test_mercury_specimens_are_the_kept_ones_with_their_record(ask, planned, truth, oracle):
    rows = ask("select * exclude (stain_status) from herbarium.mercury_specimens")
    kept = {sheet["barcode"] for sheet in planned if sheet["outcome"] == "kept"}
    assert {row[0] for row in rows} == kept
    assert len(rows) == len(kept) == truth["mercury_specimens"]
    terms = [
        *("institutionCode", "catalogNumber", "recordedBy", "year", "month", "day", "verbatimEventDate", "country"),
        *("stateProvince", "county", "locality", "identifiedBy", "scientificName"),
    ]
    for barcode, specimen, image, *record, has_record in rows:
        assert oracle.sheets[barcode].specimens == {specimen}
        assert oracle.sheets[barcode].images == {image}
        found = oracle.records.get(specimen)
        assert has_record == (found is not None)
        assert record == [(found or {}).get(term) or None for term in terms]
    missing = [row[0] for row in rows if not row[-1]]
    assert missing == truth["examples"]["cc0_without_occurrence"]


def test_the_occurrences_license_stands_beside_the_images_rights(ask, truth):
    for example, expected in (
        ("cc0_image_other_license", ("CC0", False)),
        ("not_cc0_image_cc0_license", (NOT_CC0, True)),
    ):
        assert truth["examples"][example]
        for barcode in truth["examples"][example]:
            assert ask(
                "select rights, license like '%publicdomain/zero%' from herbarium.labelled_sheets where barcode = ?",
                barcode,
            ) == [expected]


def test_examples_of_each_trap(ask, truth):
    what = {
        "multi_specimen_one_image": "specimen_count > 1 and image_count = 1 and not is_usable",
        "multi_specimen_mixed_rights": "specimen_count > 1 and rights = 'mixed' and outcome = 'multi_specimen'",
        "multi_image": "outcome = 'multi_image' and is_usable",
        "multi_image_mixed_rights": "outcome = 'multi_image' and rights = 'mixed' and not is_usable",
        "multi_image_not_cc0": f"outcome = 'multi_image' and rights = '{NOT_CC0}' and not is_usable",
        "image_listed_twice": "image_count = 1 and media_row_count = 2 and outcome = 'repeated_media_row'",
        "image_listed_twice_mixed_rights": "image_count = 1 and rights = 'mixed' and outcome = 'not_cc0'",
        "twice_in_a_set": "label_count = 2 and stain_status in ('stained', 'unstained')",
        "conflicting": "stain_status = 'conflicting' and outcome = 'conflicting_label' and not is_usable",
        "no_image": "sheet_kind = 'no_image' and rights is null and not is_cc0 and media_row_count = 0",
        "named_by_other_departments": "sheet_kind = 'no_image'",
        "three_rows_or_more": "media_row_count > 2",
        "rights_columns_differ": "rights is not null",
    }
    for name, condition in what.items():
        assert truth["examples"][name], name
        found = ask(
            f"select barcode from herbarium.labelled_sheets where barcode in (select unnest(?)) and {condition}"
            " order by barcode",
            truth["examples"][name],
        )
        assert [barcode for (barcode,) in found] == truth["examples"][name], name


# --- all sheets, specimens, images and their bridges, against the files read by hand


def test_sheets_are_what_the_files_say(ask, oracle, truth):
    rows = ask(
        "select barcode, specimen_count, image_count, media_row_count, sheet_kind, rights, is_cc0 from herbarium.sheets"
    )
    expected = {
        barcode: (
            len(sheet.specimens),
            len(sheet.images),
            sheet.rows,
            sheet.kind,
            oracle.rights_of(sheet),
            oracle.rights_of(sheet) == "CC0",
        )
        for barcode, sheet in oracle.sheets.items()
    }
    assert {row[0]: row[1:] for row in rows} == expected
    assert len(rows) == len(expected) == truth["sheets"]["rows"] + truth["sheets"]["barcodes_not_eight_digits"]
    valid = {row[0] for row in rows if len(row[0]) == 8 and row[0].isdigit()}
    assert len(valid) == truth["sheets"]["rows"]
    for column, place in (("sheet_kind", 4), ("rights", 5)):
        assert Counter(row[place] for row in rows if row[0] in valid) == truth["sheets"][column]
    assert ask("select count(*) from herbarium.sheets where is_valid_barcode") == [(len(valid),)]


def test_bridges_are_what_the_files_say(ask, oracle):
    both = oracle.sheets.items()
    assert set(ask("select barcode, specimen_id, has_specimen_record from herbarium.sheet_specimens")) == {
        (barcode, specimen, specimen in oracle.records) for barcode, sheet in both for specimen in sheet.specimens
    }
    assert set(ask("select barcode, access_uri, rights from herbarium.sheet_images")) == {
        (barcode, image, oracle.rights[image]) for barcode, sheet in both for image in sheet.images
    }
    # a sheet's specimens and images meet in the rows that name both; here at least each specimen has an image
    [(specimens, images)] = ask(
        "select count(distinct specimen_id), count(distinct access_uri) from herbarium.specimen_images"
    )
    assert specimens == len({specimen for _, sheet in both for specimen in sheet.specimens})
    assert images == len({image for _, sheet in both for image in sheet.images})


def test_images_are_what_the_files_say(ask, oracle):
    rows = ask("select access_uri, rights, is_cc0, copies from herbarium.images")
    expected = {(image, rights, rights == "CC0", oracle.copies[image]) for image, rights in oracle.rights.items()}
    assert set(rows) == expected
    assert len(rows) == len(expected)


def test_specimens_are_what_the_files_say(ask, oracle, truth):
    rows = ask(
        "select specimen_id, sheet_count, has_specimen_record, record_count, catalog_number, country, license"
        " from herbarium.specimens"
    )
    sheets = Counter(specimen for sheet in oracle.sheets.values() for specimen in sheet.specimens)
    expected = set()
    for specimen, count in sheets.items():
        record = oracle.records.get(specimen, {})
        values = (record.get(term) or None for term in ("catalogNumber", "country", "license"))
        expected.add((specimen, count, bool(record), int(bool(record)), *values))
    assert set(rows) == expected
    assert len(rows) == len(sheets)
    for barcode in truth["examples"]["specimen_on_two_sheets"]:
        [(most,)] = ask(
            "select max(sheet_count) from herbarium.sheet_specimens join herbarium.specimens using (specimen_id)"
            " where barcode = ?",
            barcode,
        )
        assert most == 2


def test_odd_barcodes_are_kept_and_shown(ask, truth, oracle):
    rows = ask("select media_description, barcode from quality.odd_barcodes")
    assert sorted(description for description, _ in rows) == sorted(truth["examples"]["odd_descriptions"])
    for _, barcode in rows:
        assert barcode is None or barcode in oracle.sheets


# --- the ledger


def test_the_labels_chain(ledger, truth, planned):
    members = truth["tar_members"].values()
    rows = truth["figures"]["labels"]
    # a label stands once a set; what a conflicting sheet has in the second set is one label more
    conflicting = sum(sheet["stain_status"] == "conflicting" for sheet in planned)
    assert ledger["labels"] == chain(
        sum(member["members"] for member in members),
        ("rejected", 0),
        ("unknown_set", 0),
        ("not_a_file", sum(member["directory"] for member in members)),
        ("not_a_jpg", sum(member["other"] for member in members)),
        ("repeated_in_set", rows - len(planned) - conflicting),
        ("in_both_sets", conflicting),
    )


def test_the_media_chains(ledger, truth, oracle):
    figures, table = truth["figures"], truth["tables"]["multimedia"]
    botany = figures["media_rows_botany_different"]
    assert ledger["media"] == chain(
        table["rows_read"],
        ("rejected", table["rows_rejected"]),
        ("exact_repeat", figures["media_rows_repeated"]),
        ("other_provider", figures["media_rows_different"] - botany),
        ("no_barcode_in_description", botany - figures["barcode_rows"]),
        ("no_word_after_barcode", figures["barcode_rows_without_barcode"]),
    )
    barcoded = figures["barcode_rows"] - figures["barcode_rows_without_barcode"]
    sheets = oracle.sheets.values()
    assert ledger["sheets"] == chain(barcoded, ("further_row_of_sheet", barcoded - len(oracle.sheets)))
    assert ledger["sheet_specimens"] == chain(
        barcoded,
        ("no_specimen_id", 0),
        ("further_row_of_specimen", barcoded - sum(len(sheet.specimens) for sheet in sheets)),
    )
    assert ledger["sheet_images"] == chain(
        barcoded,
        ("no_image_address", 0),
        ("further_row_of_image", barcoded - sum(len(sheet.images) for sheet in sheets)),
    )


def test_the_occurrence_chains(ledger, truth, oracle):
    table, records = truth["tables"]["occurrence"], len(oracle.records)
    specimens = len({specimen for sheet in oracle.sheets.values() for specimen in sheet.specimens})
    assert ledger["occurrences"] == chain(
        table["rows_read"],
        ("rejected", table["rows_rejected"]),
        ("no_id", 0),
        ("not_on_a_barcoded_sheet", table["rows_landed"] - records),
        ("repeated_id", 0),
    )
    assert ledger["specimens"] == chain(specimens, ("no_occurrence_row", specimens - records))


def test_the_chains_from_the_labelled_sheets(ledger, truth, planned):
    outcome = truth["labelled_sheets"]["outcome"]
    assert ledger["notebook"] == chain(len(planned), *((reason, outcome[reason]) for reason in OUTCOMES))
    assert ledger["notebook"][-1][2] == truth["mercury_specimens"]
    usable = [sheet for sheet in planned if sheet["is_usable"] == "true"]
    dropped = {
        "conflicting_label": lambda sheet: sheet["stain_status"] == "conflicting",
        "no_image": lambda sheet: sheet["sheet_kind"] == "no_image",
        "multi_specimen": lambda sheet: sheet["sheet_kind"] == "multi_specimen",
        "no_specimen": lambda sheet: sheet["specimen_count"] == "0",
        "not_cc0": lambda sheet: sheet["is_cc0"] == "false",
    }
    left, drops = planned, []
    for reason, holds in dropped.items():
        drops.append((reason, sum(map(holds, left))))
        left = [sheet for sheet in left if not holds(sheet)]
    assert left == usable
    assert ledger["usable"] == chain(len(planned), *drops)
    kept_by_folio = Counter(sheet["outcome"] for sheet in usable)
    assert ledger["usable_but_not_kept"] == chain(
        len(usable), *((reason, kept_by_folio[reason]) for reason in ("multi_image", *OUTCOMES[-2:]))
    )
    assert kept_by_folio["multi_image"] > 0
    assert ledger["kept_but_not_usable"] == chain(truth["mercury_specimens"], ("not_usable", 0))


def test_the_ledger_holds_no_other_chain(ledger):
    assert set(ledger) == {
        *("labels", "media", "sheets", "sheet_specimens", "sheet_images", "occurrences", "specimens"),
        *("notebook", "usable", "usable_but_not_kept", "kept_but_not_usable"),
    }


# --- made up, and said so


def test_every_load_is_known_for_made_up(ask):
    rows = ask("select source, is_synthetic from quality.loads where is_current and collection = 'herbarium'")
    assert {source for source, _ in rows} == {"figshare", "nmnh"}
    assert all(synthetic for _, synthetic in rows)
