-- One row per load and table: whether it is the one that raw shows, and whether its records are
-- made up.
{{ config(tags=['herbarium', 'permits']) }}

with loads as (

    select * from {{ ref('stg_folio__loads') }}

),

collections as (

    select * from {{ ref('source_collections') }}

),

-- A load's id begins with its time, so the greatest is the latest; this is the rule by which raw.*
-- is registered.
last_good as (

    select
        table_name,
        max(load_id) as load_id

    from loads
    where status = 'ok'
    group by table_name

),

final as (

    select
        loads.*,
        collections.collection,
        last_good.load_id is not null as is_current,
        -- nobody may take what the replica makes for real; it marks all that it serves, and the
        -- ingesters keep the mark
        coalesce(left(loads.origin, 7) = 'replica', false) as is_synthetic

    from loads
    left join collections
        on loads.source = collections.source
    left join last_good
        on
            loads.table_name = last_good.table_name
            and loads.load_id = last_good.load_id

)

select * from final
