"""What the scripts share: the step's words, and how an answer is printed."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

BOTANY = "Smithsonian Institution, NMNH, Botany"
# the word after the first word "barcode", as the notebook takes it; the dots and commas at its ends are cut off after
WORD = r"(?i)(?:^|\s)barcode\s+(\S+)"
EIGHT = re.compile(r"[0-9]{8}")


def barcodes(descriptions: Iterable[str]) -> int:
    """How many different barcodes of eight digits these descriptions name."""
    word = re.compile(WORD)
    found = (match.group(1).strip(".").strip(",") for text in descriptions if (match := word.search(text)))
    return len({code for code in found if EIGHT.fullmatch(code)})


def tell(answer: Callable[[], dict[str, Any]]) -> None:
    """Print an answer; what a library refuses, in its own first line."""
    try:
        told = answer()
    except Exception as error:  # each library has errors of its own, and all of them are refusals
        told = {"refused": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:120]}"}
    print(json.dumps(told))
