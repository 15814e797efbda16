-- If this warns, pages give codes, levels or units that folio does not know yet, or a value that
-- is no measure. All are in permit_parameters as written; a person should look, and add them to
-- the seeds.
{{ config(severity='warn') }}

select
    identificador_b64,
    code,
    level,
    unit,
    text,
    has_unknown_code,
    has_unknown_level,
    has_unknown_unit,
    has_unexpected_unit,
    has_unreadable_text

from {{ ref('permit_parameters') }}
where
    has_unknown_code
    or has_unknown_level
    or has_unknown_unit
    or has_unexpected_unit
    or has_unreadable_text
