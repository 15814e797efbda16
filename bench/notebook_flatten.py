"""The notebook's flattening of a permit page, step by step and with its loss: the measure of the parity tests.

For each of the three tables, for each HTML row: the last cell is the value, the cells before it make the name. A cell
that hangs down from the row above is not there, so `Torre` of one parameter overwrites `Torre` of the one before.
"""

import re
import unicodedata

from bs4 import BeautifulSoup

PREFIXES = {"Datos Generales": "gral__", "Parámetros de Construcción": "par__", "Otros datos": "otro__"}
REFUSAL = "No fue posible procesar la solicitud"


def clean(text: str) -> str:
    """Lower case, ñ to ni, accents off, blanks to `_`, other signs out."""
    text = text.strip().lower().replace("ñ", "ni")
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9_]", "", text.replace(" ", "_"))


def flatten(html: str, url: str) -> dict[str, str]:
    """One page as the notebook keeps it: a flat dictionary, with `url`, and `error` or `identificador_b64`."""
    if REFUSAL in html:
        return {"url": url, "error": "rechazada"}
    flat = {"url": url, "identificador_b64": url.split("?", 1)[1]}
    soup = BeautifulSoup(html, "html.parser")
    for heading in soup.find_all("h5"):
        prefix = PREFIXES.get(heading.get_text(strip=True))
        table = heading.find_next("table")
        if prefix is None or table is None:
            continue
        for row in table.find_all("tr"):
            cells = [cell.get_text(strip=True) for cell in row.find_all(["td", "th"])]
            if len(cells) >= 2:
                flat[prefix + "_sub_".join(clean(cell) for cell in cells[:-1])] = cells[-1]
    return flat
