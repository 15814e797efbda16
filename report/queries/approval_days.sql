-- Days from registration to approval, in months of 30 days: how many approved permits took so long.
with waits as (

    select date_diff('day', fecha_registro, fecha_aprobacion) as days
    from permits.permits
    where
        is_approved
        and fecha_registro is not null
        and fecha_aprobacion is not null
        and not coalesce(is_approved_before_registered, false)

)

select
    least(days // 30, 36) as months,
    count(*) as permits

from waits
group by months
order by months
