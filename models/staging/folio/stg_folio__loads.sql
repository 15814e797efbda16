-- One row per load and table, also the failed ones.
with loads as (

    select * from {{ source('folio', 'loads') }}

),

final as (

    select
        -- keys
        load_id,
        table_name,

        -- what
        source,
        kind,
        status,
        origin,
        error,
        warnings,

        -- when
        started_at,
        finished_at,

        -- how many
        rows_read,
        rows_landed,
        rows_rejected,
        rows_short,
        rows_orphan,
        rows_without_id,
        rows_duplicate_id

    from loads

)

select * from final
