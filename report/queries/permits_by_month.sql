-- Permits by the month of registration and their result so far.
select
    cast(date_trunc('month', fecha_registro) as date) as month,
    coalesce(resultado, 'none yet') as resultado,
    count(*) as permits

from permits.permits
group by all
order by month nulls last, resultado
