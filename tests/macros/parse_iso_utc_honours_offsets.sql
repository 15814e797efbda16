-- If this fails, times are off by their offset, or years, and with them permits' identifiers, are
-- wrong.
{{ config(tags=['permits']) }}

with cases (written, expected) as (

    values
    ('2017-11-08T22:15:00Z', '2017-11-08 22:15:00'),
    ('2017-11-08T22:15:00.250Z', '2017-11-08 22:15:00.25'),
    ('2017-11-08T22:15:00.123456Z', '2017-11-08 22:15:00.123456'),
    ('2018-12-31T22:30:00.250-04:00', '2019-01-01 02:30:00.25'),
    ('2018-12-31T22:30:00-04:00', '2019-01-01 02:30:00'),
    ('2019-01-01T01:00:00+02:00', '2018-12-31 23:00:00'),
    ('2017-11-08T22:15:00', '2017-11-08 22:15:00'),
    ('2017-11-08', '2017-11-08 00:00:00'),
    ('2017-02-30T22:15:00Z', null),
    ('2017-13-08T22:15:00Z', null),
    ('08/11/2017', null),
    ('infinity', null),
    ('epoch', null),
    ('', null),
    (null, null)

),

parsed as (

    select
        *,
        {{ parse_iso_utc('written') }} as actual
    from cases

)

select *
from parsed
where actual is distinct from cast(expected as timestamp)
