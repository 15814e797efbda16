-- One row per specimen on a barcoded sheet, with its record in the occurrence file where it has
-- one. An empty cell is NULL here; everything else is as the museum wrote it.
with sheet_specimens as (

    select * from {{ ref('sheet_specimens') }}

),

specimen_records as (

    select * from {{ ref('int_herbarium__specimen_records') }}

),

occurrences as (

    select * from {{ ref('stg_nmnh__occurrence') }}

),

on_sheets as (

    select
        specimen_id,
        count(*) as sheet_count,
        cast(sum(image_count) as bigint) as image_count

    from sheet_specimens
    group by specimen_id

),

recorded as (

    select
        specimen_records.specimen_id,
        specimen_records.record_count,
        specimen_records.selection_reason,
        nullif(occurrences.institution_code, '') as institution_code,
        nullif(occurrences.catalog_number, '') as catalog_number,
        nullif(occurrences.recorded_by, '') as recorded_by,
        nullif(occurrences.identified_by, '') as identified_by,
        nullif(occurrences.scientific_name, '') as scientific_name,
        nullif(occurrences.family, '') as family,
        nullif(occurrences.type_status, '') as type_status,
        nullif(occurrences.event_date, '') as event_date,
        nullif(occurrences.verbatim_event_date, '') as verbatim_event_date,
        nullif(occurrences.year, '') as year,
        nullif(occurrences.month, '') as month,
        nullif(occurrences.day, '') as day,
        nullif(occurrences.country, '') as country,
        nullif(occurrences.state_province, '') as state_province,
        nullif(occurrences.county, '') as county,
        nullif(occurrences.locality, '') as locality,
        occurrences.decimal_latitude,
        occurrences.decimal_longitude,
        nullif(occurrences.license, '') as license,
        nullif(occurrences.modified, '') as modified

    from specimen_records
    inner join occurrences
        on specimen_records.row_number = occurrences.row_number

),

final as (

    select
        on_sheets.specimen_id,
        on_sheets.sheet_count,
        on_sheets.image_count,
        recorded.specimen_id is not null as has_specimen_record,
        coalesce(recorded.record_count, 0) as record_count,
        recorded.selection_reason,
        recorded.institution_code,
        recorded.catalog_number,
        recorded.recorded_by,
        recorded.identified_by,
        recorded.scientific_name,
        recorded.family,
        recorded.type_status,
        recorded.event_date,
        recorded.verbatim_event_date,
        recorded.year,
        recorded.month,
        recorded.day,
        recorded.country,
        recorded.state_province,
        recorded.county,
        recorded.locality,
        recorded.decimal_latitude,
        recorded.decimal_longitude,
        recorded.license,
        recorded.modified

    from on_sheets
    left join recorded
        on on_sheets.specimen_id = recorded.specimen_id

)

select * from final
