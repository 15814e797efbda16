-- Areas in square metres, in classes: the land and the built area (the layer), and what may be
-- built (the pages: the sum of the levels of AME, área máxima a edificar, most of which the
-- notebook lost). The median is of all permits of a kind: half of them have no more.
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

    select
        'land' as kind,
        superficie_legal as area

    from permits.permits
    union all
    select
        'built' as kind,
        superficie_construida as area

    from permits.permits
    union all
    select
        'may be built' as kind,
        area

    from buildable

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
        end as from_area,
        median(area) over (partition by kind) as median_area

    from areas

)

select
    kind,
    case from_area
        when 0 then 'under 100'
        when 100 then '100–199'
        when 200 then '200–499'
        when 500 then '500–999'
        when 1000 then '1,000–1,999'
        when 2000 then '2,000–4,999'
        when 5000 then '5,000–9,999'
        when 10000 then '10,000 and more'
        else 'not given'
    end as square_metres,
    count(*) as permits,
    round(median_area, 1) as median_of_the_kind

from classed
group by kind, from_area, median_area
order by kind asc, from_area asc nulls last
