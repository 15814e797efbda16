-- What each table's last good load changed: rows more or fewer than in the load before, rejects,
-- columns that appeared or vanished. One row per table; a first load has nothing before it.
with loads as (

    select * from {{ ref('stg_folio__loads') }}
    where status = 'ok'

),

load_columns as (

    select * from {{ source('folio', 'load_columns') }}

),

ranked as (

    select
        *,
        row_number() over (partition by table_name order by load_id desc) as place

    from loads

),

newest as (

    select * from ranked
    where place = 1

),

before as (

    select * from ranked
    where place = 2

),

-- a column of only one of the two loads appeared or vanished
columns_seen as (

    select
        load_columns.table_name,
        load_columns.column_name,
        bool_or(ranked.place = 1) as is_there,
        bool_or(ranked.place = 2) as was_there

    from load_columns
    inner join ranked
        on
            load_columns.load_id = ranked.load_id
            and load_columns.table_name = ranked.table_name
    where ranked.place <= 2
    group by load_columns.table_name, load_columns.column_name

),

columns_changed as (

    select
        table_name,
        {{ str_agg('case when not was_there then column_name end', ', ', 'column_name') }}
            as columns_appeared,
        {{ str_agg('case when not is_there then column_name end', ', ', 'column_name') }}
            as columns_vanished

    from columns_seen
    group by table_name

),

final as (

    select
        newest.table_name,
        newest.finished_at as loaded_at,
        before.finished_at as loaded_before,
        newest.rows_landed,
        newest.rows_landed - before.rows_landed as rows_more,
        newest.rows_rejected,
        newest.rows_rejected - before.rows_rejected as rejects_more,
        columns_changed.columns_appeared,
        columns_changed.columns_vanished,
        newest.warnings

    from newest
    left join before
        on newest.table_name = before.table_name
    -- of a first load all columns would have appeared
    left join columns_changed
        on
            newest.table_name = columns_changed.table_name
            and before.load_id is not null

)

select * from final
order by table_name
