-- The specimens that the notebook keeps, by country and label: the twenty most frequent countries,
-- and the rest.
with specimens as (

    select
        coalesce(country, 'not given') as country,
        stain_status

    from herbarium.mercury_specimens

),

ranked as (

    select
        country,
        row_number() over (order by count(*) desc, country asc) as place

    from specimens
    where country <> 'not given'
    group by country

),

named as (

    select
        specimens.stain_status,
        case
            when specimens.country = 'not given' then 'not given'
            when ranked.place <= 20 then specimens.country
            else 'all other countries'
        end as country,
        case
            when specimens.country = 'not given' then 22
            when ranked.place <= 20 then ranked.place
            else 21
        end as place

    from specimens
    left join ranked
        on specimens.country = ranked.country

)

select
    country,
    count(*) as specimens,
    count_if(stain_status = 'stained') as stained,
    count_if(stain_status = 'unstained') as unstained

from named
group by country, place
order by place
