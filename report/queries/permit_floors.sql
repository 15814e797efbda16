-- Permits by floors. What cannot be a number of floors (see permit_plausible_ranges) is a slip, and
-- counted apart.
select
    case
        when cantidad_pisos is null then 'not given'
        when has_implausible_floors then 'implausible'
        when cantidad_pisos >= 20 then '20 and more'
        else cast(cantidad_pisos as varchar)
    end as floors,
    count(*) as permits,
    min(cantidad_pisos) as fewest,
    max(cantidad_pisos) as most

from permits.permits
group by floors
order by fewest nulls last
