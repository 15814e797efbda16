-- One row per image of a barcoded sheet: its rights, decided per image. What one row alone shows
-- has the rights that the row gives it; where several do, they are decided over all of these.
with barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}

),

repeated_images as (

    select * from {{ ref('int_herbarium__repeated_images') }}

),

decided as (

    select
        barcode_media.access_uri,
        barcode_media.rights,
        barcode_media.row_number as first_row_number,
        1 as media_row_count,
        barcode_media.copies

    from barcode_media
    anti join repeated_images
        on barcode_media.access_uri = repeated_images.access_uri
    where
        barcode_media.barcode is not null
        and barcode_media.access_uri is not null

    union all

    select
        access_uri,
        rights,
        first_row_number,
        media_row_count,
        copies
    from repeated_images

),

final as (

    select
        access_uri,
        rights,
        coalesce(rights = 'CC0', false) as is_cc0,
        first_row_number,
        media_row_count,
        copies

    from decided

)

select * from final
