"""The settings of the environment, read in one way: a wrong one is named in one line."""

import math
import os

from .errors import FolioError


def number(setting: str, default: float) -> float:
    """`$setting` as a number of at least 0; `default` where it is unset or empty. FolioError where it is no number."""
    text = os.environ.get(setting) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise FolioError(f"{setting} is '{text}', not a number of at least 0")
    return value
