"""What dbt's artifacts do not say: rows, last loads, licences, and which records are made up."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from . import describe
from .facts import Facts, Landed

DASH = "\N{EN DASH}"
STATE = "<!-- state of the sources -->"


def enrich(manifest: dict[str, Any], catalog: dict[str, Any], facts: Facts, root: Path) -> None:
    """Add facts and descriptions to dbt's artifacts, in place."""
    add_columns(manifest, catalog)
    describe.fill(manifest, root)
    for key, entry in [*catalog["nodes"].items(), *catalog["sources"].items()]:
        landed = list(_landed_before(manifest, key, facts))
        rows = facts.rows.get((entry["metadata"]["schema"], entry["metadata"]["name"]))
        entry["stats"] |= stats(rows, landed, of_images(entry["columns"]))
    for key, source in manifest["sources"].items():
        if load := facts.loads.get(source["identifier"]):
            images = of_images(catalog["sources"].get(key, {}).get("columns", {}))
            source["description"] = f"{source['description']}\n\n{in_words(load, images)}".strip()
    overview = manifest["docs"]["doc.folio.__overview__"]
    overview["block_contents"] = overview["block_contents"].replace(STATE, state(manifest, facts))


def add_columns(manifest: dict[str, Any], catalog: dict[str, Any]) -> None:
    """Columns that the database has and the YAML leaves out: the page can describe only what the manifest names."""
    for kind in ("nodes", "sources"):
        for key, entry in catalog[kind].items():
            named = {name.lower() for name in manifest[kind][key]["columns"]}
            for name in entry["columns"]:
                if name.lower() not in named:
                    blank = {"name": name, "description": "", "meta": {}, "tags": [], "data_type": None}
                    manifest[kind][key]["columns"][name] = blank


def of_images(columns: Iterable[str]) -> str:
    """Where a relation says under which licence its images are, which is not its data set's; "" where it has none."""
    named = {name.lower() for name in columns}
    if "rights" in named:
        return "images: see rights"
    return "images: see rights in herbarium.images" if "access_uri" in named else ""


def stats(rows: int | None, landed: list[Landed], images: str = "") -> dict[str, Any]:
    """dbt's statistics of a relation: rows, the oldest load it is made from, whether that is made up, licences.

    images   where the images' own licences are, in words
    """
    found: dict[str, Any] = {}
    if rows is not None:
        found |= _stat("row_count", "Rows", rows, "Rows when the docs were made.")
    if landed:
        oldest = min(landed, key=lambda load: load.at)
        made_up = next((load for load in landed if load.is_synthetic), oldest)
        found |= _stat(
            "last_load", "Landed", f"{oldest.at:%Y-%m-%d %H:%M} UTC", "The oldest load that it is made from."
        )
        found |= _stat("records", "Records", made_up.records, "Whether the records are a publisher's or made up.")
        licenses = sorted({license_name(license) for load in landed for license in load.licenses})
        if licenses:
            said = "; ".join(filter(None, (", ".join(licenses), images)))
            about = "Of the data sets that it is made from; an image has a licence of its own."
            found |= _stat("license", "Dataset licence", said, about)
    if found:
        found |= _stat("has_stats", "Has Stats?", True, "Whether there are statistics.", include=False)
    return found


def _stat(key: str, label: str, value: Any, description: str, *, include: bool = True) -> dict[str, Any]:
    return {key: {"id": key, "label": label, "value": value, "description": description, "include": include}}


def _landed_before(manifest: dict[str, Any], key: str, facts: Facts) -> Iterator[Landed]:
    """The loads of all tables that a node is made from (a source: its own)."""
    seen, layer = {key}, [key]
    while layer:
        for one in layer:
            source = manifest["sources"].get(one)
            if source and (load := facts.loads.get(source["identifier"])):
                yield load
        layer = [other for one in layer for other in manifest["parent_map"].get(one, ()) if other not in seen]
        layer = list(dict.fromkeys(layer))
        seen.update(layer)


def license_name(license: str) -> str:
    """A licence as people call it: Creative Commons' addresses by their short names, any other as it is written."""
    found = re.search(r"creativecommons\.org/(publicdomain/zero|licenses/[a-z-]+)/([0-9.]+)", license)
    if not found:
        return license
    kind = "CC0" if "zero" in found[1] else f"CC {found[1].rpartition('/')[2].upper()}"
    return f"{kind} {found[2]}"


def linked(load: Landed) -> str:
    """A load's licences in Markdown, with their addresses."""
    return ", ".join(
        f"[{license_name(one)}]({one})" if re.match(r"https?://\S+$", one) else one for one in load.licenses
    )


def in_words(load: Landed, images: str = "") -> str:
    """A load as a paragraph; `images` says where the images' own licences are."""
    said = [f"Landed on {load.at:%-d %B %Y, %H:%M} UTC; {load.rows_rejected:,} rows were rejected."]
    if load.is_synthetic:
        said.append("**SYNTHETIC**: the records are made up by the replica.")
    if load.licenses:
        said.append(f"Licence of the data set: {'; '.join(filter(None, (linked(load), images)))}.")
    if load.citations:
        said.append(f"To cite: {' '.join(load.citations)}")
    return " ".join(said)


def state(manifest: dict[str, Any], facts: Facts) -> str:
    """The state of every source as a table in Markdown."""
    lines = ["| source | rows | landed | records | dataset licence |", "|---|--:|---|---|---|"]
    for key, source in sorted(manifest["sources"].items()):
        if source["source_name"] == "folio":
            continue
        rows = facts.rows.get((source["schema"], source["identifier"]))
        load = facts.loads.get(source["identifier"])
        images = of_images(source["columns"])
        cells = [
            f"[{source['source_name']}.{source['name']}](#!/source/{key})",
            f"{rows:,}" if load and rows is not None else DASH,
            f"{load.at:%-d %b %Y}".replace(" ", "&nbsp;") if load else "never",
            f"**{load.records}**" if load and load.is_synthetic else load.records if load else DASH,
            "; ".join(filter(None, (linked(load) or "not stated", images))) if load else DASH,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
