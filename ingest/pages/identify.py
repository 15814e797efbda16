"""Which pages there are: the approved permits of the landed layer, by SQL over its Parquet files."""

import duckdb

from ..errors import SourceError
from ..landing import Committed, Load, first_line, latest, ledger
from ..sql import literal

# The identifier of a permit's page is `code|number|year` in base64: the code in its 15 digits, whatever way a server
# writes it, and the year of fechaRegistro in UTC. A permit that lacks a part has no page that could be asked for. The
# models build the same identifier from the same text (macros/parsing/cadastral_code.sql, integer_text.sql,
# macros/engine/parse_iso_utc.sql): what is changed there is changed here.
IDENTIFIERS = r"""
with features as (
    select _row, try_cast(properties as json) as properties from ({layer})
),

permits as (
    select
        _row,
        regexp_replace(
            json_extract_string(properties, '$.codigoCatastral'), '[\x{{a0}}\t\r\n ]+|[.]0+$', '', 'g'
        ) as code,
        trim(json_extract_string(properties, '$.NumeroTramite')) as number,
        json_extract_string(properties, '$.fechaRegistro') as registered_at
    from features
    where upper(trim(json_extract_string(properties, '$.Resultado'))) = 'APROBADO'
),

parts as (
    select
        _row,
        case when regexp_full_match(code, '[0-9]{{1,15}}') then lpad(code, 15, '0') else nullif(code, '') end as code,
        case
            when regexp_full_match(number, '-?[0-9]+[.]0+') then split_part(number, '.', 1)
            else nullif(number, '')
        end as number,
        case
            when regexp_matches(registered_at, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')
                then year(cast(try_cast(registered_at as timestamptz) as timestamp))
        end as year
    from permits
)

select base64(encode(code || '|' || number || '|' || year)) as identifier, count(*) as permits
from parts
group by identifier
order by min(_row)
"""


FIELDS = ("codigoCatastral", "NumeroTramite", "fechaRegistro", "Resultado")


def layer_of(source: str, load: Load) -> Committed:
    """The source's landed layer of permits: `<source>_permit_features`, else what its last WFS load landed.

    Raises SourceError where there is none, or its features have not the fields of permits.
    """
    if layer := latest(f"{source}_permit_features"):
        return layer
    loads = ledger.loads_sql()
    with load.connection() as con:
        newest = (
            loads
            and con.execute(
                f"select table_name from ({loads}) where source = {literal(source)} and kind = 'wfs' and status = 'ok'"
                " order by load_id desc limit 1"
            ).fetchone()
        )
        layer = latest(newest[0]) if newest else None
        if layer is None:
            raise SourceError(f"the layer of {source} is not landed yet; run `python -m ingest wfs {source}` first")
        if "properties" not in dict(layer.columns):
            found = set()
        else:
            keys = "json_keys(try_cast(properties as json))"
            found = {
                row[0] for row in con.execute(f"select distinct unnest({keys}) from ({layer.select()})").fetchall()
            }
    if lacking := [name for name in FIELDS if name not in found]:
        raise SourceError(
            f"raw.{layer.table_name}, the last layer landed of {source}, is none of permits: it lacks"
            f" {', '.join(lacking)}; land theirs with `python -m ingest wfs {source} --layer …`"
        )
    return layer


def identifiers(load: Load, layer: Committed) -> tuple[list[str], int]:
    """The identifiers of the approved permits, in the layer's order, and the number of those that have none."""
    with load.connection() as con:
        con.execute("set TimeZone = 'UTC'")
        try:
            rows = con.execute(IDENTIFIERS.format(layer=layer.select())).fetchall()
        except duckdb.Error as error:
            raise SourceError(
                f"the landed layer {layer.table_name} cannot be read ({first_line(error)}); land it again"
            ) from error
    return [row[0] for row in rows if row[0]], sum(row[1] for row in rows if not row[0])
