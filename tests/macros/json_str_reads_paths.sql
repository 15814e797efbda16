-- If this fails, attributes of the permits' layer come out wrong, or one text that is no JSON stops
-- the whole build.
{{ config(tags=['permits']) }}

with cases (json_text, expected, expected_first) as (

    values
    ('{"a": "x"}', 'x', cast(null as string)),
    ('{"a": "Ñandú, 2º"}', 'Ñandú, 2º', null),
    ('{"a": 9}', '9', null),
    ('{"a": 44018700330000}', '44018700330000', null),
    ('{"a": 365.64}', '365.64', null),
    ('{"a": ""}', '', null),
    ('{"a": null}', null, null),
    ('{"b": 1}', null, null),
    ('{}', null, null),
    ('no JSON', null, null),
    ('', null, null),
    (null, null, null),
    ('{"coordinates": [-68.1, -16.5]}', null, '-68.1')

),

read as (

    select
        *,
        {{ json_str('json_text', '$.a') }} as actual,
        {{ json_str('json_text', '$.coordinates[0]') }} as actual_first
    from cases

)

select *
from read
where actual is distinct from expected or actual_first is distinct from expected_first
