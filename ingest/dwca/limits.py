"""What a data file may cost before the loader refuses it. Each limit is a setting; a refusal names the setting."""

import os
from dataclasses import dataclass

from ..errors import FolioError

# Below this a high ratio is harmless: small files of one repeated row compress 1000:1.
RATIO_FREE_BYTES = 32 << 20
# meta.xml and eml.xml are read whole; the largest ones in use are a few MB.
XML_BYTES = 32 << 20
# Names in one archive or folder.
MEMBERS = 100_000


@dataclass(frozen=True)
class Limits:
    """Bounds on what one data file may unpack to and on the shape of its text.

    `expanded_bytes`: bytes that may come out of an archive. `expansion_ratio`: bytes out for each byte in; deflate
    cannot pass 1032, honest repetitive tables reach 400. `columns`: cells in a row. `line_bytes`: bytes in a row; it
    also bounds how far an unclosed quote is searched for its end.
    """

    expanded_bytes: int = 1 << 40
    expansion_ratio: int = 600
    columns: int = 4_000
    line_bytes: int = 32 << 20


SETTINGS = {
    "expanded_bytes": "FOLIO_MAX_EXPANDED_BYTES",
    "expansion_ratio": "FOLIO_MAX_EXPANSION_RATIO",
    "columns": "FOLIO_MAX_COLUMNS",
    "line_bytes": "FOLIO_MAX_LINE_BYTES",
}


def limits() -> Limits:
    """The limits as the environment sets them; FolioError where a setting is no positive whole number."""
    given: dict[str, int] = {}
    for field, setting in SETTINGS.items():
        text = os.environ.get(setting)
        if not text:
            continue
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            raise FolioError(f"{setting} is '{text}', not a positive whole number")
        given[field] = int(text)
    return Limits(**given)
