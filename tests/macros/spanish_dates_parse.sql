-- If this fails, the day of approval on the permit pages is lost or wrong.
{{ config(tags=['permits']) }}

with cases (written, expected) as (

    values
    ('12/dic./2017', '2017-12-12'),
    ('14/sept./2018', '2018-09-14'),
    ('14/sep./2018', '2018-09-14'),
    ('14/set./2018', '2018-09-14'),
    ('04/oct./2019', '2019-10-04'),
    ('4/Oct/2019', '2019-10-04'),
    (' 24/ene./2018 ', '2018-01-24'),
    ('29/feb./2020', '2020-02-29'),
    ('29/feb./2019', null),
    ('31/abr./2019', null),
    ('01/jan./2019', null),
    ('01/12/2019', null),
    ('01/dic./19', null),
    ('dic./2019', null),
    ('2019-12-01', null),
    ('', null),
    (null, null)

),

months as (

    select * from {{ ref('spanish_months') }}

),

parsed as (

    select
        cases.written,
        cases.expected,
        {{ spanish_date('cases.written', 'months.month') }} as actual

    from cases
    left join months
        on {{ spanish_date_month('cases.written') }} = months.abbreviation

)

select *
from parsed
where actual is distinct from cast(expected as date)
