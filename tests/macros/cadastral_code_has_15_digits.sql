-- If this fails, the layer's codes and the pages' do not meet: the notebook's 17,129 rows without
-- one match.
{{ config(tags=['permits']) }}

with cases (written, expected) as (

    values
    ('044018700330000', '044018700330000'),
    ('044 0187 0033 0000', '044018700330000'),
    (' 044 0187  0033 0000 ', '044018700330000'),
    ('044{{ "\u00a0" }}0187{{ "\u00a0" }}0033{{ "\u00a0" }}0000', '044018700330000'),
    ('44018700330000', '044018700330000'),
    ('44018700330000.0', '044018700330000'),
    ('0440187003300001', '0440187003300001'),
    ('044-0187-0033-0000', '044-0187-0033-0000'),
    ('S/N', 'S/N'),
    ('   ', null),
    ('', null),
    (null, null)

)

select *
from cases
where {{ cadastral_code('written') }} is distinct from expected
