-- Areas in square metres, in classes: the land and the built area (the layer), and what may be built (the pages: the sum
-- of the levels of AME, which the notebook lost).
with buildable as (

    select
        identificador_b64,
        sum(value) as area

    from permits.permit_parameters
    where
        code = 'AME'
        and unit = 'm2'
    group by identificador_b64

),

areas as (

    select 'land' as kind, superficie_legal as area from permits.permits
    union all
    select 'built' as kind, superficie_construida as area from permits.permits
    union all
    select 'may be built' as kind, area from buildable

),

classed as (

    select
        kind,
        area,
        case
            when area is null then null
            when area < 100 then 0
            when area < 200 then 100
            when area < 500 then 200
            when area < 1000 then 500
            when area < 2000 then 1000
            when area < 5000 then 2000
            when area < 10000 then 5000
            else 10000
        end as from_area

    from areas

)

select
    kind,
    from_area,
    count(*) as permits,
    sum(area) as area

from classed
group by kind, from_area
order by kind, from_area nulls last
