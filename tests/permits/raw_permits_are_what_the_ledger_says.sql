-- A table fails here where raw shows another number of rows than its load landed: files of the
-- landing zone were changed by hand, or raw.* was registered over other files than the ledger
-- names.
with counted as (

    select
        'lapaz_permit_features' as table_name,
        count(*) as row_count
    from {{ ref('stg_lapaz__permit_features') }}
    union all
    select
        'lapaz_permit_pages' as table_name,
        count(*) as row_count
    from {{ ref('stg_lapaz__permit_pages') }}
    union all
    select
        'lapaz_permit_page_cells' as table_name,
        count(*) as row_count
    from {{ ref('stg_lapaz__permit_page_cells') }}

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
