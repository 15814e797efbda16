-- If this warns, pages have rows of a single cell: a note or a caption that folio has no place
-- for.
{{ config(severity='warn') }}

select
    identificador_b64,
    section,
    row_number

from {{ ref('int_permits__page_rows') }}
where label_count = 0
