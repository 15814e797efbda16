-- One row per barcode, specimen and image: what the media rows say is on a sheet. A row may name no
-- specimen, or no image. What one media row alone says of a sheet is all that is known of it; only
-- the others are counted.
with single_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}
    where is_alone

),

several_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}
    where
        barcode is not null
        and not is_alone

),

alone as (

    select
        barcode,
        is_valid_barcode,
        specimen_id,
        access_uri,
        rights as row_rights,
        1 as media_row_count,
        copies,
        true as is_alone

    from single_media

),

together as (

    select
        barcode,
        is_valid_barcode,
        specimen_id,
        access_uri,
        min(rights) as row_rights,
        count(*) as media_row_count,
        cast(sum(copies) as bigint) as copies,
        false as is_alone

    from several_media
    group by barcode, is_valid_barcode, specimen_id, access_uri

),

final as (

    select * from alone
    union all
    select * from together

)

select * from final
