-- One row per specimen on a barcoded sheet, with its record in the occurrence file where it has
-- one. An empty cell is NULL here; everything else is as the museum wrote it.
with specimen_records as (

    select * from {{ ref('int_herbarium__specimen_records') }}

),

occurrences as (

    select * from {{ ref('stg_nmnh__occurrence') }}

),

final as (

    select
        specimen_records.specimen_id,
        specimen_records.sheet_count,
        specimen_records.image_count,
        specimen_records.row_number is not null as has_specimen_record,
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
    left join occurrences
        on specimen_records.row_number = occurrences.row_number

)

select * from final
