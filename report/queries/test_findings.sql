-- What did not pass, by name, and what dbt says of it; $path is run_results.json in dbt's target folder.
with results as (

    select unnest(results) as result
    from read_json(
        $path,
        columns = {results: 'struct(unique_id varchar, status varchar, failures bigint, message varchar)[]'},
        maximum_object_size = 1000000000
    )

)

select
    result.status as status,
    split_part(result.unique_id, '.', 3) as name,
    result.failures as found,
    -- the first line says what failed; what follows may quote a row
    split_part(result.message, chr(10), 1) as message

from results
where result.status not in ('pass', 'success', 'no-op')
order by status, name
