-- Where the permits of the city are: points on a grid of about 50 metres, within 0.15 degrees of
-- the middle of all.
with middle as (

    select
        median(longitude) as longitude,
        median(latitude) as latitude

    from permits.permits

)

select
    coalesce(permits.macro_distrito, 'no macro-district') as macro_distrito,
    round(round(permits.longitude * 2000) / 2000, 4) as longitude,
    round(round(permits.latitude * 2000) / 2000, 4) as latitude,
    count(*) as permits

from permits.permits
cross join middle
where
    abs(permits.longitude - middle.longitude) <= 0.15
    and abs(permits.latitude - middle.latitude) <= 0.15
group by all
order by macro_distrito, longitude, latitude
