"""Where the herbarium's files are served: Figshare's API and downloads, and the IPT's archive."""

import hashlib
import threading
from functools import cache
from pathlib import Path
from typing import Any

from replica import files
from replica.messages import Handler, Request, Response, json_response

ARTICLES = {"5423083": "stained", "5423098": "unstained"}
RESOURCE = "nmnh_extant_dwc-a"
_hashing = threading.Lock()


def handlers(directory: Path) -> list[Handler]:
    """Serves `directory`: Figshare's API (`/v2/articles/`), `/files/NAME`, the IPT (`/ipt/archive.do`)."""

    def figshare(request: Request) -> Response | None:
        parts = request.path.strip("/").split("/")
        if parts[:2] != ["v2", "articles"] or len(parts) not in {3, 4} or parts[3:] not in ([], ["files"]):
            return None
        name = ARTICLES.get(parts[2])
        if name is None or not (directory / f"{name}.tar.gz").is_file():
            return json_response({"message": f"Entity not found: article {parts[2]}", "code": 404}, status=404)
        described = article(directory / f"{name}.tar.gz", parts[2], request.address)
        return json_response(described["files"] if parts[3:] else described)

    def ipt(request: Request) -> Response | None:
        path = directory / "archive.zip"
        if request.path != "/ipt/archive.do" or request.params().get("r") != RESOURCE or not path.is_file():
            return None
        return files.file_response(path, f"dwca-{RESOURCE}-v1.0.zip")

    return [figshare, ipt, files.directory("/files/", directory)]


def article(path: Path, number: str, address: str) -> dict[str, Any]:
    """What Figshare's API v2 answers to `GET /v2/articles/<number>` about the tarball `path`."""
    stat = path.stat()
    checksum = md5(path, stat.st_size, stat.st_mtime_ns)
    title = f"SYNTHETIC {path.name.removesuffix('.tar.gz')} herbarium sheets (folio replica)"
    return {
        "id": int(number),
        "title": title,
        "version": 1,
        "published_date": "2017-10-19T00:00:00Z",
        "defined_type_name": "dataset",
        "license": {"value": 2, "name": "CC0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
        "citation": f"Folio Replica (2017). {title}. Not a publication: made-up records.",
        "doi": "",
        "url_public_html": f"{address}/articles/{number}",
        "url_public_api": f"{address}/v2/articles/{number}",
        "size": stat.st_size,
        "files": [
            {
                "id": int(number) + 4_000_000,
                "name": path.name,
                "size": stat.st_size,
                "is_link_only": False,
                "download_url": f"{address}/files/{path.name}",
                "supplied_md5": checksum,
                "computed_md5": checksum,
                "mimetype": "application/gzip",
            }
        ],
    }


def md5(path: Path, size: int, changed: int) -> str:
    """MD5 of the file in hexadecimal. `size` and `changed` (ns) are its key: the same file is read once."""
    with _hashing:
        return _md5(path, size, changed)


@cache
def _md5(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
