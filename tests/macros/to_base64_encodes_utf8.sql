-- If this fails, no page is found for any permit: the identifier in base64 is a page's address.
{{ config(tags=['permits']) }}

with cases (written, expected) as (

    values
    ('044018700330000|9|2017', 'MDQ0MDE4NzAwMzMwMDAwfDl8MjAxNw=='),
    ('ñ|9|2017', 'w7F8OXwyMDE3'),
    ('', ''),
    (null, null)

)

select *
from cases
where {{ to_base64('written') }} is distinct from expected
