-- What was landed and is not built yet: the marts, and what the tests said of them, are older.
select
    loads.table_name,
    loads.finished_at as landed_at,
    loads.rows_landed

from raw.loads as loads
left join quality.loads as built
    on
        loads.load_id = built.load_id
        and loads.table_name = built.table_name
where
    loads.status = 'ok'
    and built.load_id is null
order by loads.finished_at, loads.table_name
