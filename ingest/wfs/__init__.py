"""Layers of a Web Feature Service (OGC 09-025r2, WFS 2.0.0), landed as the server sent them.

`service` speaks with the server, `features` cuts a page into features without touching their text, `reading` proves
that every feature came once; here the proven reading is landed.
"""

import json
from typing import Any

from .. import landing, progress
from ..address import check_address
from ..errors import SourceError
from ..landing import Column
from ..sources import sources
from ..sql import literal, parquet
from .features import pointer, word
from .reading import Moved, Reading
from .service import Service

COLUMNS = [
    Column("feature_id"),
    Column("geometry"),
    Column("properties"),
    Column("page", "BIGINT"),
    Column("position", "BIGINT"),
]
READS = 3  # how often a layer that moves under the reader is read
PAGE_SIZE = 5000  # features asked for at once, where sources.yml says nothing


def land(source: str, url: str | None = None, layer: str | None = None, key: str | None = None) -> list[dict[str, Any]]:
    """Land every feature of a layer in `raw.<source>_<layer>`; the ledger's rows of the load.

    `url` is the service's address, `layer` the feature type's name, `key` the attribute that tells features apart;
    what is not given is taken from sources.yml. A layer that changes while it is read is read again, and after three
    readings nothing is landed. Raises SourceError for that and where the server cannot be reached or refuses,
    FormatError where it sends no GeoJSON (RFC 7946).
    """
    known = (sources().get(source) or {}).get("wfs") or {}
    given = {
        "url": url or known.get("url"),
        "layer": layer or known.get("layer"),
        "key": key or known.get("key"),
    }
    if missing := [f"--{name}" for name, value in given.items() if not value]:
        raise SourceError(f"sources.yml has no WFS layer for '{source}'; give {', '.join(missing)}")
    address, layer, key = str(given["url"]), str(given["layer"]), str(given["key"])
    check_address(address)
    with landing.begin(source, origin=address, kind="wfs") as load:
        service = Service(address, layer, key)
        table = load.table(_table_name(source, layer, known), COLUMNS, [layer])
        reading = _prove(load, table, service, int(known.get("page_size") or PAGE_SIZE))
        load.sha256 = reading.sha256
        if service.is_replica:
            load.origin = f"replica {address}"
        _warn(load, table, reading, key)
    return load.report


def _table_name(source: str, layer: str, known: dict[str, Any]) -> str:
    """The city's layer has a name of its own in sources.yml; any other is called what its server calls it."""
    stem = layer.rpartition(":")[2]
    if known.get("table") and stem == str(known.get("layer", "")).rpartition(":")[2]:
        stem = str(known["table"])
    return landing.table_name(source, stem)


def _prove(load: landing.Load, table: landing.Table, service: Service, page_size: int) -> Reading:
    """Read the layer until a reading is proven, which then is landed as the table's one part."""
    seen: list[str] = []
    for attempt in range(1, READS + 1):
        reading = Reading(service, page_size, attempt)
        try:
            table.rows_read += table.write(reading.rows())
        except Moved as moved:
            seen.append(str(moved))
            for spooled in load.staging.glob(f"{table.name}-*.ndjson"):
                spooled.unlink()
            progress.say(f"{service.layer}: {moved}" + ("; reading again" if attempt < READS else ""))
            service.pause(attempt)
            page_size = reading.page_size if reading.is_halved else page_size
            continue
        return reading
    raise SourceError(
        f"{service.layer} at {service.address} could not be read whole in {READS} readings:"
        f" {'; then '.join(dict.fromkeys(seen))}; nothing was landed, try again later"
    )


def _warn(load: landing.Load, table: landing.Table, reading: Reading, key: str) -> None:
    """Say what a person should know of this layer, though every feature of it is landed."""
    for line in reading.notes:
        table.warn(line)
    with load.connection() as con:
        files = parquet(path for path, _ in table.parts)
        # RFC 8259, section 8.2: half a surrogate pair, as \ud800, is JSON, and the engine refuses it
        whole = f"select properties, try_cast(properties as json) as read from {files}"
        unread = con.execute(f"select count(*) from ({whole}) where read is null and properties is not null").fetchall()
        if count := unread[0][0]:
            table.warn(f"{count:,} {'feature' if count == 1 else 'features'} whose properties the engine cannot read")
        keys = f"select json_extract_string(read, {literal(pointer(key))}) as key from ({whole})"
        repeated, features = con.execute(
            f"select count(*), coalesce(sum(n), 0) from (select count(*) as n from ({keys}) where key is not null"
            " group by key having count(*) > 1)"
        ).fetchall()[0]
        if repeated:
            table.warn(f"{repeated:,} keys ({key}) came more than once, in {features:,} features")
        if (before := landing.latest(table.name)) is None:
            return
        held = f"select properties, try_cast(properties as json) as read from ({before.select()})"
        earlier = {
            word(name) for (name,) in con.execute(f"select distinct unnest(json_keys(read)) from ({held})").fetchall()
        }
        for (text,) in con.execute(f"select properties from ({held}) where read is null").fetchall():
            earlier.update(map(word, json.loads(text or "{}")))
        rows = sum(count for _, count in before.parts)
    if rows and not table.rows_landed:
        raise SourceError(
            f"{table.name} held {rows:,} features, and the server says that the layer is empty now; nothing was landed"
        )
    if earlier and (appeared := sorted(reading.fields - earlier)):
        table.warn(f"fields that the last load did not have: {', '.join(appeared)}")
    if vanished := sorted(earlier - reading.fields):
        table.warn(f"fields of the last load that are gone: {', '.join(vanished)}")
    if table.rows_landed < rows * 0.9:
        table.warn(f"{table.rows_landed:,} features, where the last load had {rows:,}")
