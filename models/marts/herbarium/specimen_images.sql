-- One row per specimen and image of it, whichever barcode the image was listed under. A specimen
-- that one media row alone names has its image from there; the others are counted.
with barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}
    where
        barcode is not null
        and specimen_id is not null
        and access_uri is not null

),

sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}
    where access_uri is not null

),

repeated_specimens as (

    select * from {{ ref('int_herbarium__repeated_specimens') }}

),

final as (

    select
        barcode_media.specimen_id,
        barcode_media.access_uri,
        1 as barcode_count

    from barcode_media
    anti join repeated_specimens
        on barcode_media.specimen_id = repeated_specimens.specimen_id

    union all

    select
        sheet_contents.specimen_id,
        sheet_contents.access_uri,
        count(*) as barcode_count

    from sheet_contents
    semi join repeated_specimens
        on sheet_contents.specimen_id = repeated_specimens.specimen_id
    group by sheet_contents.specimen_id, sheet_contents.access_uri

)

select * from final
