-- The same wait by macro-district: its median, and the time within which nine of ten were approved.
select
    macro_distrito,
    count(*) as permits,
    cast(round(median(date_diff('day', fecha_registro, fecha_aprobacion))) as bigint) as median_days,
    cast(
        round(quantile_cont(date_diff('day', fecha_registro, fecha_aprobacion), 0.9)) as bigint
    ) as ninetieth_percentile_days

from permits.permits
where
    is_approved
    and fecha_registro is not null
    and fecha_aprobacion is not null
    and not coalesce(is_approved_before_registered, false)
group by grouping sets ((macro_distrito), ())
-- the row of all districts comes first
order by grouping(macro_distrito) desc, median_days desc, macro_distrito
