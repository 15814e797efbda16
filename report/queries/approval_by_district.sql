-- The wait from registration to approval, by macro-district: its median, and the time within which
-- nine of ten were approved. The row `all` is of all of them.
with waits as (

    select
        coalesce(macro_distrito, 'no macro-district') as macro_distrito,
        date_diff('day', fecha_registro, fecha_aprobacion) as days

    from permits.permits
    where
        is_approved
        and fecha_registro is not null
        and fecha_aprobacion is not null
        and not coalesce(is_approved_before_registered, false)

),

each as (

    select
        macro_distrito,
        days

    from waits
    union all
    select
        'all' as macro_distrito,
        days

    from waits

)

select
    macro_distrito,
    count(*) as permits,
    cast(round(median(days)) as bigint) as median_days,
    cast(round(quantile_cont(days, 0.9)) as bigint) as ninetieth_percentile_days

from each
group by macro_distrito
-- the row of all comes first
order by macro_distrito <> 'all' asc, median_days desc, permits desc, macro_distrito asc
