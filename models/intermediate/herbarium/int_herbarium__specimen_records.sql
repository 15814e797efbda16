-- One row per specimen of a barcoded sheet: which line of the occurrence file is its record. An id
-- should stand there once. Where it stands more than once, the record modified last is taken, and
-- of several of that time (ISO 8601 text orders as time) the first in the file; how many there are
-- and why this one, the columns say. Ids of sixty letters are compared once; from then on row
-- numbers stand for either side.
with ids as (

    select
        specimen_id,
        first_row_number

    from {{ ref('int_herbarium__specimens') }}

),

specimens as (

    select * from {{ ref('int_herbarium__specimens') }}

),

occurrences as (

    select
        specimen_id,
        row_number

    from {{ ref('stg_nmnh__occurrence') }}

),

times as (

    select
        row_number,
        modified

    from {{ ref('stg_nmnh__occurrence') }}

),

records as (

    select
        ids.first_row_number as specimen_row_number,
        occurrences.row_number

    from occurrences
    inner join ids
        on occurrences.specimen_id = ids.specimen_id

),

counted as (

    select
        specimen_row_number,
        count(*) as record_count,
        min(row_number) as first_row_number

    from records
    group by specimen_row_number

),

-- ranked apart from the rest: repeated ids are few, and a window over millions of single ones is
-- dear
ranked as (

    select
        records.specimen_row_number,
        records.row_number,
        row_number() over (
            partition by records.specimen_row_number
            order by times.modified desc nulls last, records.row_number asc
        ) as place,
        count(*) over (
            partition by records.specimen_row_number, times.modified
        ) as records_of_that_time

    from records
    inner join counted
        on records.specimen_row_number = counted.specimen_row_number
    inner join times
        on records.row_number = times.row_number
    where counted.record_count > 1

),

chosen as (

    select * from ranked
    where place = 1

),

final as (

    select
        specimens.specimen_id,
        specimens.sheet_count,
        specimens.image_count,
        coalesce(chosen.row_number, counted.first_row_number) as row_number,
        coalesce(counted.record_count, 0) as record_count,
        case
            when counted.record_count = 1 then 'only_record'
            when chosen.records_of_that_time = 1 then 'modified_last'
            when chosen.records_of_that_time > 1 then 'first_of_those_modified_last'
        end as selection_reason

    from specimens
    left join counted
        on specimens.first_row_number = counted.specimen_row_number
    left join chosen
        on specimens.first_row_number = chosen.specimen_row_number

)

select * from final
