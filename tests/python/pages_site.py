"""A landed layer and a permit site in small, for the page ingester's tests."""

import base64
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ingest import landing, pages
from ingest.wfs import COLUMNS
from replica.faults import Fault
from replica.messages import Request, Response, text_response
from replica.pages import refusal
from replica.server import Address, serve

PATH = "/situtiles/pc/"
Answer = Response | Callable[[], Response]


def permit(number: int, **properties: Any) -> dict[str, Any]:
    """The properties of an approved permit; a name given as None is left out."""
    made = {
        "codigoCatastral": f"{number:015d}",
        "NumeroTramite": number,
        "fechaRegistro": "2017-12-12T12:40:59.489Z",
        "Resultado": "APROBADO",
    } | properties
    return {name: value for name, value in made.items() if value is not None}


def identifier(number: int, year: int = 2017) -> str:
    """The identifier of `permit(number)`, in base64."""
    return base64.b64encode(f"{number:015d}|{number}|{year}".encode()).decode()


def land_layer(
    *permits: dict[str, Any] | str,
    origin: str = "made for a test",
    source: str = "lapaz",
    table: str = "lapaz_permit_features",
) -> None:
    """Land a layer of these permits (properties, or their JSON text)."""
    with landing.begin(source, origin=origin, kind="wfs") as load:
        landed = load.table(table, COLUMNS)
        texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in permits]
        landed.rows_read += landed.write((f"t.{n}", None, text, 1, n) for n, text in enumerate(texts, start=1))


def page(code: str, obra: str = "Construcción Nueva") -> Response:
    """A page with a cell in two of its tables."""
    return text_response(
        '<meta charset="utf-8"><h5>Datos Generales</h5>'
        f"<table><tr><td>Código catastral</td><td>{code}</td></tr></table>"
        "<h5>Parámetros de Construcción</h5><table><tr><td>ALE</td></tr></table>"
        f"<h5>Otros datos</h5><table><tr><td>Tipo de obra</td><td>{obra}</td></tr></table>",
        kind="text/html; charset=UTF-8",
    )


class Site:
    """Answers for every identifier: its own of `answers`, else a page; counts who was asked for how often."""

    def __init__(self, answers: dict[str, Answer] | None = None, robots: Response | None = None) -> None:
        self.answers, self.robots = answers or {}, robots
        self.asked: list[str] = []
        self.most_at_once = self._now = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Response | None:
        if request.path == "/robots.txt":
            return self.robots
        if request.path != PATH:
            return None
        with self._lock:
            self.asked.append(request.query)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            answer = self.answers.get(request.query, page(request.query))
            return answer if isinstance(answer, Response) else answer()
        finally:
            with self._lock:
                self._now -= 1

    @property
    def counts(self) -> Counter[str]:
        """How often each identifier was asked for."""
        return Counter(self.asked)


REFUSED = text_response(refusal(), kind="text/html; charset=UTF-8")


@contextmanager
def served(site: Site, latency: float = 0.0, faults: list[Fault] | None = None) -> Iterator[Address]:
    """Serve the site."""
    with serve(handlers=[site], latency=latency, faults=faults) as address:
        yield address


def land(address: str, **options: Any) -> list[dict[str, Any]]:
    """Land as `python -m ingest pages lapaz --rate 0 --connections 1 --url …` does."""
    return pages.land("lapaz", url=address + PATH, **({"rate": 0, "connections": 1} | options))
