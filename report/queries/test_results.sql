-- What dbt's last command ran, by kind and outcome; $path is run_results.json in dbt's target folder.
with run as (

    select
        args.which as command,
        metadata.generated_at as ended_at,
        unnest(results) as result

    from read_json(
        $path,
        columns = {
            metadata: 'struct(generated_at timestamptz)',
            args: 'struct(which varchar)',
            results: 'struct(unique_id varchar, status varchar)[]'
        },
        maximum_object_size = 1000000000
    )

)

select
    command,
    ended_at at time zone 'UTC' as ended_at,
    case split_part(result.unique_id, '.', 1)
        when 'test' then 'data test'
        when 'unit_test' then 'unit test'
        else split_part(result.unique_id, '.', 1)
    end as kind,
    result.status as status,
    count(*) as nodes

from run
group by all
order by kind, status
