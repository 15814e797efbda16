-- One row per specimen on a labelled sheet, with its record where it has one: the few thousand of
-- three million specimens that the labelled sheets are about, so that their records are looked up
-- once. An empty cell is NULL here, as in herbarium.specimens.
with labels as (

    select * from {{ ref('int_herbarium__labels') }}

),

sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

specimen_records as (

    select * from {{ ref('int_herbarium__specimen_records') }}

),

occurrences as (

    select * from {{ ref('stg_nmnh__occurrence') }}

),

labelled as (

    select distinct sheet_contents.specimen_id

    from sheet_contents
    semi join labels
        on sheet_contents.barcode = labels.barcode
    where sheet_contents.specimen_id is not null

),

found as (

    select
        labelled.specimen_id,
        specimen_records.row_number

    from labelled
    inner join specimen_records
        on labelled.specimen_id = specimen_records.specimen_id

),

final as (

    select
        found.specimen_id,
        found.row_number is not null as has_specimen_record,
        nullif(occurrences.institution_code, '') as institution_code,
        nullif(occurrences.catalog_number, '') as catalog_number,
        nullif(occurrences.recorded_by, '') as recorded_by,
        nullif(occurrences.identified_by, '') as identified_by,
        nullif(occurrences.scientific_name, '') as scientific_name,
        nullif(occurrences.verbatim_event_date, '') as verbatim_event_date,
        nullif(occurrences.year, '') as year,
        nullif(occurrences.month, '') as month,
        nullif(occurrences.day, '') as day,
        nullif(occurrences.country, '') as country,
        nullif(occurrences.state_province, '') as state_province,
        nullif(occurrences.county, '') as county,
        nullif(occurrences.locality, '') as locality,
        nullif(occurrences.license, '') as license

    from found
    left join occurrences
        on found.row_number = occurrences.row_number

)

select * from final
