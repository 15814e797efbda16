"""python-dwca-reader: `python -m bench.peers.by_dwca_reader ARCHIVE pandas|rows|terms|occurrences`.

`pandas`, `occurrences`: its pd_read, of the media file and of the core. `rows`: its iterator of rows, each a
dictionary. `terms`: its iterator of the terms asked for, which is quicker. It unpacks the archive first, every time.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from dwca.read import DwCAReader

from bench.peers.answer import BOTANY, barcodes, tell

PROVIDER = "http://rs.tdwg.org/ac/terms/providerLiteral"
DESCRIPTION = "http://purl.org/dc/terms/description"


def counted(rows: Iterator[tuple[str, str]]) -> dict[str, Any]:
    """The step over pairs of provider and description; the descriptions of Botany are kept."""
    providers: Counter[str] = Counter()
    texts = []
    for provider, description in rows:
        providers[provider] += 1
        if provider == BOTANY:
            texts.append(description)
    return {"rows": providers.total(), "providers": dict(providers), "barcodes": barcodes(texts)}


def answer() -> dict[str, Any]:
    """The step in one of its ways."""
    with DwCAReader(sys.argv[1]) as archive:
        way, media = sys.argv[2], archive.extension_files[0]
        if way == "occurrences":
            return {"rows": len(archive.pd_read("occurrence.txt"))}
        if way == "pandas":
            frame = archive.pd_read("multimedia.txt")
            return counted(zip(frame["providerLiteral"], frame["description"].fillna(""), strict=True))
        if way == "rows":
            return counted((row.data[PROVIDER], row.data[DESCRIPTION]) for row in media.iter_rows())
        return counted(media.iter_terms([PROVIDER, DESCRIPTION]))


if __name__ == "__main__":
    tell(answer)
