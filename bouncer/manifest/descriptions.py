"""folio's own checks for dbt-bouncer: what its built-in ones leave out."""

from pathlib import Path
from typing import Any

from dbt_bouncer.check_framework.decorator import check, fail

SHORTEST = 10


def _undescribed(columns: dict[str, Any] | None) -> list[str]:
    return [name for name, column in (columns or {}).items() if len(column.description or "") < SHORTEST]


@check
def check_source_column_description_populated(source: Any) -> None:
    """Each column that a source declares says what it holds."""
    if missing := _undescribed(source.columns):
        fail(f"`{source.source_name}.{source.name}` has columns without a description: {missing}")


@check
def check_seed_column_description_populated(seed: Any) -> None:
    """Each column of a seed says what it holds."""
    if missing := _undescribed(seed.columns):
        fail(f"`{seed.name}` has columns without a description: {missing}")
    if not seed.columns:
        fail(f"`{seed.name}` declares no columns")


@check
def check_model_has_group(model: Any) -> None:
    """Each model belongs to a group, so that somebody answers for it."""
    if not model.group:
        fail(f"`{model.name}` belongs to no group")


@check
def check_singular_test_says_what_breaks(test: Any) -> None:
    """A singular test begins with a comment that says what breaks when it fails."""
    path = Path(test.original_file_path)
    if path.suffix == ".sql" and path.parts[:2] != ("tests", "generic") and not test.raw_code.lstrip().startswith("--"):
        fail(f"`{test.name}` does not begin with a comment that says what breaks when it fails")
