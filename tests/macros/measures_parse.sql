-- If this fails, areas, setbacks and floors of the permit pages are lost or wrong.
{{ config(tags=['permits']) }}

with cases (written, expected_value, expected_unit, expected_is_measure) as (

    values
    ('365.64 m2', 365.64, 'm2', true),
    ('19.17 ml', 19.17, 'ml', true),
    ('6 unidades', 6, 'unidades', true),
    ('0 plantas', 0, 'plantas', true),
    ('0.00 m2', 0, 'm2', true),
    ('-1.50 ml', -1.5, 'ml', true),
    ('null plantas', null, 'plantas', true),
    ('null m2', null, 'm2', true),
    ('null', null, null, true),
    ('5', 5, null, true),
    (' 12.00  m2 ', 12, 'm2', true),
    ('12.00{{ "\u00a0" }}m2', 12, 'm2', true),
    ('12.00m2', 12, 'm2', true),
    ('62.99 pies', 62.99, 'pies', true),
    ('3 metros lineales', 3, 'metros lineales', true),
    ('1,234.56 m2', null, null, false),
    ('1.234,56 m2', null, null, false),
    ('1.2.3 m2', null, null, false),
    ('12 - 14 m2', null, null, false),
    ('m2', null, null, false),
    ('sin dato', null, null, false),
    ('', null, null, false),
    (null, null, null, false)

),

parsed as (

    select
        *,
        {{ measure_value('written') }} as actual_value,
        {{ measure_unit('written') }} as actual_unit,
        {{ is_measure('written') }} as actual_is_measure
    from cases

)

select *
from parsed
where
    actual_value is distinct from cast(expected_value as double)
    or actual_unit is distinct from expected_unit
    or actual_is_measure is distinct from expected_is_measure
