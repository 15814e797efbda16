-- What was landed, when, from where, and whether it counts.
with loads as (

    select * from {{ ref('int_folio__loads') }}

),

final as (

    select
        load_id,
        source,
        table_name,
        collection,
        status,
        is_current,
        is_synthetic,
        origin,
        started_at,
        finished_at,
        rows_read,
        rows_landed,
        rows_rejected,
        rows_short,
        warnings,
        error

    from loads

)

select * from final
