-- One row per barcode, specimen and image: what the media rows say is on a sheet. A row may name no
-- specimen, or no image.
with barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}

),

final as (

    select
        barcode,
        specimen_id,
        access_uri,
        count(*) as media_row_count,
        cast(sum(copies) as bigint) as copies

    from barcode_media
    where barcode is not null
    group by barcode, specimen_id, access_uri

)

select * from final
