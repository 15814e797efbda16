-- One row per barcoded sheet and specimen on it.
with sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

specimen_records as (

    select * from {{ ref('int_herbarium__specimen_records') }}

),

on_sheets as (

    select
        barcode,
        specimen_id,
        count(access_uri) as image_count,
        cast(sum(media_row_count) as bigint) as media_row_count

    from sheet_contents
    where specimen_id is not null
    group by barcode, specimen_id

),

final as (

    select
        on_sheets.barcode,
        on_sheets.specimen_id,
        on_sheets.image_count,
        on_sheets.media_row_count,
        specimen_records.specimen_id is not null as has_specimen_record

    from on_sheets
    left join specimen_records
        on on_sheets.specimen_id = specimen_records.specimen_id

)

select * from final
