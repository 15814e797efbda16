-- If this warns, a page gives one code and level more than once. All of them are kept, told apart
-- by `occurrence`; a sum over them may count an area twice.
{{ config(severity='warn') }}

select
    identificador_b64,
    code,
    level,
    occurrence,
    text

from {{ ref('permit_parameters') }}
where is_repeated
