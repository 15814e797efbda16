"""The addresses and defaults of `sources.yml`."""

from pathlib import Path
from typing import Any

import yaml

from .errors import FolioError

FILE = Path(__file__).with_name("sources.yml")


def sources() -> dict[str, dict[str, Any]]:
    """Every source's entry by its name."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def default(source: str, *keys: str) -> Any:
    """The value under `keys` in the source's entry; FolioError, saying what to give instead, where there is none."""
    value: Any = sources().get(source)
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        known = ", ".join(sources())
        raise FolioError(
            f"sources.yml has no {'.'.join(keys)} for '{source}' (it knows {known}); name an address or a path"
        )
    return value
