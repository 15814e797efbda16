-- If this warns, pages have labels without a column, or a label twice: add them to the seed
-- permit_page_labels. Until then the values are in int_permits__page_fields alone.
{{ config(severity='warn') }}

select
    identificador_b64,
    section_key,
    label

from {{ ref('int_permits__page_fields') }}
where has_unknown_label or not is_used
