-- Permits by macro-district: how many points the map shows, and their middle. The map is of the
-- city: a point that lies further than 0.15 degrees (16 km) from the middle of all, in the valleys
-- or by mistake, is counted as elsewhere.
with middle as (

    select
        median(longitude) as longitude,
        median(latitude) as latitude

    from permits.permits

),

placed as (

    select
        coalesce(permits.macro_distrito, 'no macro-district') as macro_distrito,
        permits.is_approved,
        permits.longitude,
        permits.latitude,
        permits.longitude is not null and permits.latitude is not null as has_point,
        coalesce(
            abs(permits.longitude - middle.longitude) <= 0.15
            and abs(permits.latitude - middle.latitude) <= 0.15,
            false
        ) as is_on_the_map

    from permits.permits
    cross join middle

)

select
    macro_distrito,
    count(*) as permits,
    count_if(is_approved) as approved,
    count_if(is_on_the_map) as on_the_map,
    count_if(has_point and not is_on_the_map) as elsewhere,
    count_if(not has_point) as without_point,
    round(median(longitude) filter (where is_on_the_map), 4) as longitude,
    round(median(latitude) filter (where is_on_the_map), 4) as latitude

from placed
group by macro_distrito
order by permits desc, macro_distrito asc
