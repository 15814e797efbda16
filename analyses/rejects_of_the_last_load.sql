-- Rows that the last good load of each table could not land: the reason, where they stand in the
-- source, and how they begin. One row per rejected row.
with loads as (

    select * from {{ ref('loads') }}
    where is_current

),

rejects as (

    select * from {{ source('folio', 'rejects') }}

),

final as (

    select
        rejects.table_name,
        loads.finished_at,
        rejects.reason,
        rejects.location,
        rejects.line_number,
        left(rejects.line, 200) as line_begins

    from rejects
    inner join loads
        on
            rejects.load_id = loads.load_id
            and rejects.table_name = loads.table_name

)

select * from final
order by table_name, reason, location, line_number
