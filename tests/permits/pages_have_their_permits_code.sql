-- If this warns, a page shows another cadastral code than the permit that it was asked for.
{{ config(severity='warn') }}

select
    id_pc_tramite,
    codigo_catastral,
    codigo_catastral_html

from {{ ref('permits_merged') }}
where fuente = 'Ambos' and codigo_catastral is distinct from codigo_catastral_html
