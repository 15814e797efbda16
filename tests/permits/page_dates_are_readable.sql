-- If this warns, pages write the day of approval in a new way; add the month to the seed
-- spanish_months.
{{ config(severity='warn') }}

select
    identificador_b64,
    fecha_aprobacion_text

from {{ ref('permit_pages') }}
where fecha_aprobacion_text is not null and fecha_aprobacion is null
