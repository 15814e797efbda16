-- The specimens that the notebook keeps, by the decade of collection and label. A year is what
-- reads as one, 1600 to now.
with specimens as (

    select
        stain_status,
        try_cast(regexp_extract(year, '^[0-9]{4}$', 0) as integer) as year

    from herbarium.mercury_specimens

),

dated as (

    select
        stain_status,
        case
            when year between 1600 and extract(year from current_date) then year // 10 * 10
        end as first_year

    from specimens

)

select
    coalesce(first_year || 's', 'no year') as decade,
    count(*) as specimens,
    count_if(stain_status = 'stained') as stained,
    count_if(stain_status = 'unstained') as unstained

from dated
group by first_year
order by first_year nulls last
