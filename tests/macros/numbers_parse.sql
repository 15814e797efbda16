-- If this fails, numbers of the permits' layer are rounded, lost or read out of what is no number.
{{ config(tags=['permits']) }}

with cases (written, expected_text, expected_integer, expected_number) as (

    values
    ('9', '9', 9, 9.0),
    ('9.0', '9', 9, 9.0),
    ('-3', '-3', -3, -3.0),
    ('0', '0', 0, 0.0),
    ('007', '007', 7, 7.0),
    ('1.9', '1.9', null, 1.9),
    ('1e3', '1e3', null, 1000.0),
    ('-68.1343', '-68.1343', null, -68.1343),
    ('1,234', '1,234', null, null),
    ('9 pisos', '9 pisos', null, null),
    ('nan', 'nan', null, null),
    ('infinity', 'infinity', null, null),
    ('9999999999999999999999', '9999999999999999999999', null, 1e22),
    ('', '', null, null),
    (null, null, null, null)

),

parsed as (

    select
        *,
        {{ integer_text('written') }} as actual_text,
        {{ parse_whole_number(integer_text('written')) }} as actual_integer,
        {{ parse_number('written') }} as actual_number
    from cases

)

select *
from parsed
where
    actual_text is distinct from expected_text
    or actual_integer is distinct from expected_integer
    or actual_number is distinct from cast(expected_number as double)
