"""What the project says of itself: the rules of dbt-bouncer.yml hold, and can fail; exposures name what they read."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conftest import ROOT
from demo import Warehouse

RELATION = re.compile(r"\b(?:from|join)\s+(staging|intermediate|herbarium|permits|quality)\.([a-z_0-9]+)")
SHARED = {"_layer": ("layer", "identified", "attribute_values"), "_pages": ("pages",)}  # the temporary tables of each
Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(demo: Warehouse) -> Manifest:
    return json.loads((demo.folder / "target" / "manifest.json").read_text())


def bounced(demo: Warehouse, folder: Path, manifest: Manifest) -> tuple[int, set[str]]:
    """dbt-bouncer on a manifest, as configured: its exit status, and the names of the checks that failed."""
    (folder / "manifest.json").write_text(json.dumps(manifest))
    config = yaml.safe_load((ROOT / "dbt-bouncer.yml").read_text())
    config |= {"dbt_artifacts_dir": str(folder), "custom_checks_dir": str(ROOT / config["custom_checks_dir"])}
    (folder / "dbt-bouncer.yml").write_text(yaml.safe_dump(config))
    results = folder / "results.json"
    done = demo.run(
        str(Path(sys.executable).with_name("dbt-bouncer")), "run", "--config-file", str(folder / "dbt-bouncer.yml"),
        "--output-file", str(results), "--output-format", "json",
    )  # fmt: skip
    failed = [each for each in json.loads(results.read_text()) if each["outcome"] == "failed"]
    return done.returncode, {each["check_run_id"].split(":")[0] for each in failed}


def test_every_rule_holds(demo, manifest, tmp_path):
    assert bounced(demo, tmp_path, manifest) == (0, set())


def test_every_kind_of_rule_can_fail(demo, manifest, tmp_path):
    broken = json.loads(json.dumps(manifest))
    nodes = broken["nodes"]
    model = nodes["model.folio.permits"]
    model["description"] = "Short."
    model["config"]["access"] = model["access"] = "private"
    model["config"]["group"] = model["group"] = None
    model["config"]["contract"]["enforced"] = model["contract"]["enforced"] = False
    model["columns"]["resultado"]["description"] = ""
    nodes["model.folio.sheets"]["columns"]["is_cc0"]["data_type"] = "string"
    staging = nodes["model.folio.stg_nmnh__multimedia"]
    staging["depends_on"]["nodes"].append("model.folio.permits")
    staging["name"] = "multimedia"
    broken["sources"]["source.folio.nmnh.multimedia"]["columns"]["id"]["description"] = ""
    next(node for node in nodes.values() if node["resource_type"] == "seed")["columns"] = {}
    broken["exposures"]["exposure.folio.report"]["owner"] = {"name": "", "email": "a@b.example"}
    nodes["test.folio.ledger_rows_balance"]["raw_code"] = "select 1"
    keys = [name for name, node in nodes.items() if node.get("attached_node") == "model.folio.specimens"]
    for name in keys:
        del nodes[name]
    status, failed = bounced(demo, tmp_path, broken)
    assert status != 0
    assert failed == {
        "check_exposure_has_owner",
        "check_lineage_permitted_upstream_models",
        "check_model_access",
        "check_model_column_description_populated",
        "check_model_column_name_complies_to_column_type",
        "check_model_description_contains_regexp_pattern",
        "check_model_description_populated",
        "check_model_has_contracts_enforced",
        "check_model_has_group",
        "check_model_has_tests_by_type",
        "check_model_has_unique_test",
        "check_model_names",
        "check_seed_column_description_populated",
        "check_singular_test_says_what_breaks",
        "check_source_column_description_populated",
    }


def test_every_column_of_every_model_is_declared(demo, manifest):
    with duckdb.connect(str(demo.file), read_only=True) as con:
        found = con.execute(
            "select table_schema, table_name, list(column_name order by ordinal_position)"
            " from information_schema.columns group by all"
        ).fetchall()
    built = {(schema, name): columns for schema, name, columns in found}
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] in {"model", "seed"}]
    odd = {
        node["name"]: set(built[node["schema"], node["name"]]) ^ set(node["columns"])
        for node in nodes
        if set(built[node["schema"], node["name"]]) != set(node["columns"])
    }
    assert odd == {}


def relations(*queries: Path) -> set[str]:
    return {name for path in queries for _, name in RELATION.findall(path.read_text())}


def used(manifest: Manifest, exposure: str) -> set[str]:
    nodes = manifest["exposures"][f"exposure.folio.{exposure}"]["depends_on"]["nodes"]
    return {node.split(".")[-1] for node in nodes if node.startswith("model.")}


@pytest.mark.parametrize("query", sorted((ROOT / "exports" / "sql").glob("[!_]*.sql")), ids=lambda path: path.stem)
def test_each_notebook_file_is_an_exposure_of_what_it_reads(manifest, query):
    text = query.read_text()
    shared = {
        name for name, tables in SHARED.items() if any(re.search(rf"\b(from|join) {table}\b", text) for table in tables)
    }
    expected = relations(query, *(query.with_name(f"{name}.sql") for name in shared))
    assert used(manifest, query.stem.replace(".", "_")) == expected


def test_the_parquet_files_are_an_exposure_of_every_mart(manifest):
    marts = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] in {"herbarium", "permits", "quality"}
    }
    assert used(manifest, "marts_as_parquet") == marts


def test_the_report_is_an_exposure_of_what_it_reads(manifest):
    queries = list((ROOT / "report").rglob("*.sql"))
    assert queries
    assert used(manifest, "report") == relations(*queries)
