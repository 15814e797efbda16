-- A table fails here where raw shows another number of rows than its load landed: the landing
-- zone's files were changed by hand, or the registration of raw.* reads other files than the ledger
-- names.
with counted as (

    select
        'figshare_tar_members' as table_name,
        count(*) as row_count
    from {{ ref('stg_figshare__tar_members') }}
    union all
    select
        'nmnh_multimedia' as table_name,
        count(*) as row_count
    from {{ ref('stg_nmnh__multimedia') }}
    union all
    select
        'nmnh_occurrence' as table_name,
        count(*) as row_count
    from {{ ref('stg_nmnh__occurrence') }}

),

loads as (

    select * from {{ ref('int_folio__loads') }}
    where is_current

)

select
    counted.table_name,
    counted.row_count,
    loads.rows_landed

from counted
left join loads
    on counted.table_name = loads.table_name
where counted.row_count <> coalesce(loads.rows_landed, 0)
