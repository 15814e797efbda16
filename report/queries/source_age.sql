-- The last good load of each table: how old it is, what it holds, and whether its records are made
-- up. A source that was never landed has a row as well.
with current_loads as (

    select
        source,
        table_name,
        finished_at as landed_at,
        rows_landed,
        rows_rejected,
        is_synthetic

    from quality.loads
    where is_current

)

select
    coalesce(current_loads.table_name, expected.source || ' (never landed)') as table_name,
    coalesce(expected.collection, 'your own') as collection,
    current_loads.landed_at,
    date_diff(
        'minute', current_loads.landed_at, current_timestamp at time zone 'UTC'
    ) as age_in_minutes,
    current_loads.rows_landed,
    current_loads.rows_rejected,
    current_loads.is_synthetic

from reference.source_collections as expected
full outer join current_loads
    on expected.source = current_loads.source
order by current_loads.landed_at nulls first, table_name
