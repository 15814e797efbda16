"""Which pages there are: the approved permits of the landed layer, by SQL over its Parquet files."""

import duckdb

from ..errors import SourceError
from ..landing import Committed, Load

# The identifier of a permit's page is `code|number|year` in base64, the year that of fechaRegistro in UTC. A code that
# lost its leading zeros has them again; a permit that lacks a part has no page that could be asked for.
IDENTIFIERS = """
with features as (
    select _row, properties from ({layer}) where json_valid(properties)
),

permits as (
    select
        _row,
        nullif(trim(json_extract_string(properties, '$.codigoCatastral')), '') as code,
        nullif(trim(json_extract_string(properties, '$.NumeroTramite')), '') as number,
        cast(try_cast(json_extract_string(properties, '$.fechaRegistro') as timestamptz) as timestamp) as registered_at
    from features
    where upper(trim(json_extract_string(properties, '$.Resultado'))) = 'APROBADO'
),

identified as (
    select
        _row,
        case when regexp_full_match(code, '[0-9]{{1,14}}') then lpad(code, 15, '0') else code end
            || '|' || regexp_replace(number, '[.]0+$', '')
            || '|' || cast(year(registered_at) as varchar) as identifier
    from permits
)

select base64(encode(identifier)) as identifier, count(*) as permits, min(_row) as first_row
from identified
group by identifier
order by first_row
"""


def identifiers(load: Load, layer: Committed) -> tuple[list[str], int]:
    """The identifiers of the approved permits, in the layer's order, and the number of those that have none."""
    with load.connection() as con:
        con.execute("set TimeZone = 'UTC'")
        try:
            rows = con.execute(IDENTIFIERS.format(layer=layer.select())).fetchall()
        except duckdb.Error as error:
            raise SourceError(
                f"the landed layer {layer.table_name} cannot be read ({str(error).splitlines()[0]}); land it again"
            ) from error
    return [row[0] for row in rows if row[0]], sum(row[1] for row in rows if not row[0])
