"""The permits notebook's steps, as written: one request after another, no pause, no retry, no memory of what it has."""

import base64
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import requests

from bench.notebook_flatten import flatten

LAYER = "sit:tramitesterritoriales"
TOTAL, PAGE = 13_061, 5_000  # the total is typed in
SOURCES = {"left_only": "API", "right_only": "HTML", "both": "Ambos"}


def layer(url: str) -> pd.DataFrame:
    """The layer's properties with latitude and longitude, in whatever order the server sends them."""
    rows: list[dict[str, Any]] = []
    for start in range(0, TOTAL, PAGE):
        query: dict[str, str | int] = {
            "service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": LAYER,
            "outputFormat": "application/json", "count": PAGE, "startIndex": start,
        }  # fmt: skip
        for feature in requests.get(url, params=query, timeout=60).json()["features"]:
            longitude, latitude = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
            rows.append(feature["properties"] | {"latitude": latitude, "longitude": longitude})
    return pd.DataFrame(rows)


def snake_case(name: str) -> str:
    """`idPCTramite` is `id_pc_tramite`."""
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()


def identified(features: pd.DataFrame, times: str | None = None) -> pd.DataFrame:
    """The layer in snake_case, with year and identifier.

    Without a format for its `times` pandas guesses one from the first value, and reads nothing that is written in
    another way: that is how the notebook came by identifiers that end in `<NA>`. "ISO8601" reads them all.
    """
    frame = features.rename(columns=snake_case)
    registered = pd.to_datetime(frame["fecha_registro"], errors="coerce", utc=True, format=times)
    frame["anio_registro"] = registered.dt.year.astype("Int64")
    parts = (frame["codigo_catastral"], frame["numero_tramite"].map(str), frame["anio_registro"].map(str))
    frame["identificador"] = parts[0].str.cat(parts[1:], sep="|")
    frame["identificador_b64"] = frame["identificador"].map(
        lambda text: base64.b64encode(text.encode()).decode(), na_action="ignore"
    )
    return frame


def approved(frame: pd.DataFrame) -> pd.DataFrame:
    """Those that have a page."""
    return frame[frame["resultado"] == "APROBADO"]


def pages(frame: pd.DataFrame, url: str) -> pd.DataFrame:
    """The page of each row of `frame`, flattened; `url` is what an identifier is added to."""
    rows = []
    for identifier in frame["identificador_b64"]:
        address = f"{url}{identifier}"
        try:
            answer = requests.get(address, timeout=10)
            answer.encoding = "utf-8"
            rows.append(flatten(answer.text, address))
        except requests.RequestException as error:
            rows.append({"url": address, "error": str(error)})
    found = pd.DataFrame(rows)
    return found[sorted(found.columns)]


def merged(frame: pd.DataFrame, page_rows: pd.DataFrame) -> pd.DataFrame:
    """The outer merge on the cadastral code, as each side writes it."""
    right = page_rows.rename(columns={"gral__codigo_catastral": "codigo_catastral"})
    both = frame.merge(right, on="codigo_catastral", how="outer", suffixes=("_api", "_html"), indicator="fuente")
    both["fuente"] = both["fuente"].map(SOURCES)
    return both


def run(layer_url: str, pages_url: str, folder: Path) -> None:
    """All steps: writes the notebook's five files into `folder`."""
    features = layer(layer_url)
    features.to_csv(folder / "tramites_lapaz_api.csv", index=False)
    frame = identified(features)
    frame.to_csv(folder / "tramites_lapaz_api_identificador.csv", index=False)
    asked = approved(frame)
    asked.to_csv(folder / "tramites_aprobados.csv", index=False)
    answers = pages(asked, pages_url)
    answers.to_csv(folder / "tramites_html_identificador.csv", index=False)
    merged(frame, answers).to_csv(folder / "tramites_merge_identificador.csv", index=False)


def main() -> None:
    """`python -m bench.notebook_permits APPROVED URL OUT`: the pages of the approved permits, one after another."""
    frame = pd.read_csv(sys.argv[1], dtype=str)
    pages(frame, sys.argv[2]).to_csv(sys.argv[3], index=False)


if __name__ == "__main__":
    # as in the notebook's own environment: pandas without pyarrow, which folio's environment holds
    pd.set_option("mode.string_storage", "python")
    main()
