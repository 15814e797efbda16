"""Make the docs site."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from ingest.errors import FolioError
from ingest.landing import home
from warehouse.reading import existing

from . import enrich, facts, page
from .lineage import dress

ROOT = Path(__file__).resolve().parents[1]


def build() -> Path:
    """Write index.html and lineage/index.html to $FOLIO_HOME/docs; the folder. Raises FolioError."""
    existing()
    # a target folder of its own: dbt's last results (which the report reads) stay
    target = Path(os.environ.get("DBT_TARGET_PATH") or ROOT / "target").absolute() / "docs"
    run("dbt", "--log-level", "warn", "docs", "generate", "--static", "--target-path", str(target))
    manifest, catalog = (json.loads((target / f"{name}.json").read_bytes()) for name in ("manifest", "catalog"))
    found = facts.read(_relations(catalog))
    enrich.enrich(manifest, catalog, found, ROOT)
    for name, artifact in (("manifest", manifest), ("catalog", catalog)):
        (target / f"{name}.json").write_text(json.dumps(artifact), encoding="utf-8")
    folder = home() / "docs"
    synthetic = sorted({name.split("_")[0] for name, load in found.loads.items() if load.is_synthetic})
    template = (target / "index.html").read_text(encoding="utf-8")
    write(folder / "index.html", page.assemble(template, manifest, catalog, synthetic))
    write(folder / "lineage" / "index.html", dress(lineage(target), synthetic))
    return folder


def lineage(target: Path) -> str:
    """The columns' lineage, by colibri from dbt's artifacts, its telemetry and its look for news off."""
    made = target / "lineage"
    run(
        "colibri",
        "generate",
        "--disable-telemetry",
        "--manifest",
        str(target / "manifest.json"),
        "--catalog",
        str(target / "catalog.json"),
        "--output-dir",
        str(made),
        DBT_COLIBRI_NO_VERSION_CHECK="1",
        quiet=True,
    )
    text = (made / "index.html").read_text(encoding="utf-8")
    shutil.rmtree(made)
    return text


def run(program: str, *arguments: str, quiet: bool = False, **environment: str) -> None:
    """Run a program of this environment in the project. Raises FolioError where it fails."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False, text=True, capture_output=quiet)
    if done.returncode:
        said = (done.stderr or done.stdout or "").strip().splitlines() if quiet else []
        raise FolioError(f"{program} failed{': ' + said[-1] if said else ', and has said why'}")


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_suffix(".staged")
    staged.write_text(text, encoding="utf-8")
    staged.replace(path)


def _relations(catalog: dict[str, Any]) -> list[tuple[str, str]]:
    entries = [*catalog["nodes"].values(), *catalog["sources"].values()]
    return [(entry["metadata"]["schema"], entry["metadata"]["name"]) for entry in entries]
