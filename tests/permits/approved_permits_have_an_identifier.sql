-- If this warns, an approved permit lacks its code, its number or its date, and nobody can ask for
-- its page.
{{ config(severity='warn') }}

select
    id_pc_tramite,
    codigo_catastral,
    numero_tramite,
    fecha_registro

from {{ ref('permits') }}
where is_approved and identificador_b64 is null
