-- Media rows of Botany that say "barcode" and yet give no eight digits: for a person to look at.
with barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}
    where not is_valid_barcode

),

media as (

    select
        row_number,
        media_description

    from {{ ref('stg_nmnh__multimedia') }}

),

final as (

    select
        barcode_media.row_number,
        barcode_media.specimen_id,
        barcode_media.barcode,
        barcode_media.barcode_length,
        media.media_description

    from barcode_media
    inner join media
        on barcode_media.row_number = media.row_number

)

select * from final
