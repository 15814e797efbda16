"""Descriptions where YAML gives none: of a macro or a test its own head comment, of a column its namesake's elsewhere.

Each thing is described once, where it is made; this carries the words to where they are read.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Node = dict[str, Any]

HEAD_SQL = re.compile(r"\A(?:\{\{[^}]*\}\}|\s)*(?P<text>(?:\s*--[^\n]*\n)+)")
HEAD_JINJA = re.compile(
    r"\{#-?(?P<text>(?:(?!#\}).)*?)-?#\}\s*\{%-?\s*"
    r"(?:(?:macro|test)\s+(?P<name>\w+)|materialization\s+(?P<kind>\w+),\s*adapter='(?P<engine>\w+)')",
    re.DOTALL,
)
OF_TEST = {
    "not_null": "{column} of {model} is never NULL.",
    "never_null": "None of {columns} of {model} is ever NULL.",
    "unique": "No value of {column} stands twice in {model}.",
    "unique_number": "No value of {column} stands twice in {model}.",
    "accepted_values": "{column} of {model} holds nothing but {values}.",
    "relationships": "Every {column} of {model} is a {field} of {to}.",
    "unique_combination": "No two rows of {model} have the same {columns}.",
}


def fill(manifest: dict[str, Any], root: Path) -> None:
    """Fill every empty description of folio's own macros, tests and columns that can be found."""
    macros(manifest, root)
    for node in manifest["nodes"].values():
        if not node["description"]:
            is_generic = node["resource_type"] == "test" and node.get("test_metadata")
            node["description"] = generic(node) if is_generic else head_comment(node["raw_code"])
    for test in manifest["unit_tests"].values():
        test["description"] = test["description"] or f"{test['name'].replace('_', ' ').capitalize()}."
    columns(manifest)


def macros(manifest: dict[str, Any], root: Path) -> None:
    """A macro's description is the comment above it; a body for one engine has its dispatching macro's as well."""
    own = {
        key: macro
        for key, macro in manifest["macros"].items()
        if macro["package_name"] == manifest["metadata"]["project_name"]
    }
    comments: dict[str, dict[str, str]] = {}
    for macro in own.values():
        path = macro["original_file_path"]
        if path not in comments:
            text = (root / path).read_text(encoding="utf-8")
            comments[path] = {_named(found): unwrapped(found["text"]) for found in HEAD_JINJA.finditer(text)}
        name = macro["name"].removeprefix("test_") if path.startswith("tests") else macro["name"]
        part_of = next(iter(comments[path]), None)
        helper = f"A part of `{part_of}`." if part_of else ""
        macro["description"] = macro["description"] or comments[path].get(name, helper)
    for macro in own.values():
        engine, _, of = macro["name"].partition("__")
        if of and (dispatching := next((one for one in own.values() if one["name"] == of), None)):
            said = f"The body for {engine} of `{of}`. {dispatching['description']}".strip()
            macro["description"] = f"{said}\n\n{macro['description']}".strip()


def _named(found: re.Match[str]) -> str:
    """The macro's name as dbt knows it: a materialization's is made of what it makes and its engine."""
    return found["name"] or f"materialization_{found['kind']}_{found['engine']}"


def generic(node: Node) -> str:
    """A generic test in a sentence."""
    metadata = node["test_metadata"]
    arguments = metadata.get("kwargs", {})
    model = (node.get("attached_node") or "").rsplit(".", 1)[-1]
    said = OF_TEST.get(metadata["name"], f"{metadata['name'].replace('_', ' ')}: {{column}} of {{model}}.")
    values = {
        "model": f"`{model}`",
        "column": f"`{node.get('column_name') or arguments.get('column_name') or ''}`",
        "values": ", ".join(f"`{value}`" for value in arguments.get("values", ())),
        "columns": ", ".join(f"`{value}`" for value in arguments.get("columns", ())),
        "field": f"`{arguments.get('field', '')}`",
        "to": f"`{str(arguments.get('to', '')).removeprefix('ref(').strip(chr(39) + ')')}`",
    }
    return said.format(**values)


def head_comment(sql: str) -> str:
    """The comment at the head of a query."""
    found = HEAD_SQL.match(sql)
    return unwrapped(re.sub(r"^\s*-- ?", "", found["text"], flags=re.MULTILINE)) if found else ""


def unwrapped(text: str) -> str:
    """A comment's text: indentation off, its paragraphs kept."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def columns(manifest: dict[str, Any]) -> None:
    """A column that a model's YAML leaves out is its namesake of the nearest model or source that describes it."""
    known = manifest["nodes"] | manifest["sources"]
    blocks = {block["name"]: block["block_contents"] for block in manifest["docs"].values()}
    described = {key: {n: c["description"] for n, c in node.get("columns", {}).items()} for key, node in known.items()}
    for key, node in manifest["nodes"].items():
        if node["resource_type"] != "model":
            continue
        for name, column in node["columns"].items():
            if not column["description"]:
                near = (described[other].get(name) for other in _near(manifest, key) if other in described)
                column["description"] = next(filter(None, near), "") or blocks.get(name, "")
    for source in manifest["sources"].values():
        for column in source["columns"].values():
            column["description"] = column["description"] or "Landed as the source sends it; no model asks for it."


def _near(manifest: dict[str, Any], key: str) -> Iterator[str]:
    """Nodes by their distance: all before this one, then all after it."""
    for neighbours in (manifest["parent_map"], manifest["child_map"]):
        seen, layer = {key}, [key]
        while layer:
            layer = [other for one in layer for other in neighbours.get(one, ()) if other not in seen]
            seen.update(layer)
            yield from layer
