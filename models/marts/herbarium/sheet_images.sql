-- One row per barcoded sheet and image of it.
with sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

image_rights as (

    select * from {{ ref('int_herbarium__image_rights') }}

),

-- one photograph may be listed for each of the specimens that it shows
of_sheets as (

    select
        barcode,
        access_uri,
        count(specimen_id) as specimen_count,
        cast(sum(media_row_count) as bigint) as media_row_count,
        cast(sum(copies) as bigint) as copies

    from sheet_contents
    where access_uri is not null
    group by barcode, access_uri

),

final as (

    select
        of_sheets.barcode,
        of_sheets.access_uri,
        image_rights.rights,
        image_rights.is_cc0,
        of_sheets.specimen_count,
        of_sheets.media_row_count,
        of_sheets.copies

    from of_sheets
    inner join image_rights
        on of_sheets.access_uri = image_rights.access_uri

)

select * from final
