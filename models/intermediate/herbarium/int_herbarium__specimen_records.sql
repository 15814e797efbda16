-- One row per specimen of a barcoded sheet that has a record: which line of the occurrence file is
-- its record. An id should stand there once. Where it stands more than once, the record modified
-- last is taken, and of several of that time (ISO 8601 text orders as time) the first in the file;
-- how many there are and why this one, the columns say.
with occurrences as (

    select
        specimen_id,
        modified,
        row_number

    from {{ ref('stg_nmnh__occurrence') }}

),

sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

records as (

    select
        occurrences.specimen_id,
        occurrences.modified,
        occurrences.row_number

    from occurrences
    semi join sheet_contents
        on occurrences.specimen_id = sheet_contents.specimen_id

),

counted as (

    select
        specimen_id,
        count(*) as record_count,
        min(row_number) as first_row_number

    from records
    group by specimen_id

),

-- ranked apart from the rest: repeated ids are few, and a window over millions of single ones is
-- dear
ranked as (

    select
        records.specimen_id,
        records.row_number,
        counted.record_count,
        row_number() over (
            partition by records.specimen_id
            order by records.modified desc nulls last, records.row_number asc
        ) as place,
        count(*) over (
            partition by records.specimen_id, records.modified
        ) as records_of_that_time

    from records
    inner join counted
        on records.specimen_id = counted.specimen_id
    where counted.record_count > 1

),

final as (

    select
        specimen_id,
        first_row_number as row_number,
        record_count,
        'only_record' as selection_reason

    from counted
    where record_count = 1

    union all

    select
        specimen_id,
        row_number,
        record_count,
        case
            when records_of_that_time = 1 then 'modified_last'
            else 'first_of_those_modified_last'
        end as selection_reason

    from ranked
    where place = 1

)

select * from final
