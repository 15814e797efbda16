-- If this warns, pages did not come or could not be read; `python -m ingest pages lapaz` asks for
-- them again.
{{ config(severity='warn') }}

select
    identificador_b64,
    page_error

from {{ ref('permit_pages') }}
where page_outcome = 'failed'
