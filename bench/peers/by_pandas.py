"""pandas, as the notebook reads the media file: `python -m bench.peers.by_pandas FILE [STORAGE]`.

STORAGE: who keeps the texts, `python` or `pyarrow`; by default pyarrow, where it is installed.
"""

import sys
from pathlib import Path
from typing import Any

import pandas as pd

from bench import notebook_herbarium as notebook
from bench.peers.answer import EIGHT, tell


def answer() -> dict[str, Any]:
    """The step."""
    pd.set_option("mode.string_storage", (sys.argv[2:] or ["auto"])[0])
    types = {"providerLiteral": "category", "description": "string"}
    frame = pd.read_csv(Path(sys.argv[1]), sep="\t", dtype=types)
    codes = notebook.barcoded(frame)["barcode"].dropna().unique()
    return {
        "rows": len(frame),
        "providers": frame["providerLiteral"].value_counts().to_dict(),
        "barcodes": sum(bool(EIGHT.fullmatch(code)) for code in codes),
    }


if __name__ == "__main__":
    tell(answer)
