-- If this warns, codes of the layer or of answered pages are not 15 digits: missing, written in a
-- new way, or padded with zeros that a server had stripped. Such codes meet nothing.
{{ config(severity='warn') }}

select
    'layer' as source,
    cast(id_pc_tramite as string) as which,
    codigo_catastral

from {{ ref('permits') }}
where not is_codigo_catastral_valid or was_codigo_catastral_padded

union all

select
    'page' as source,
    identificador_b64 as which,
    codigo_catastral

from {{ ref('permit_pages') }}
where page_outcome = 'ok' and not is_codigo_catastral_valid
