-- One row per specimen that more than one media row with a barcode names: those of several images
-- or sheets. They are one in a hundred; all others stand on one row, which says all of them.
with barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}

),

final as (

    select
        specimen_id,
        count(*) as media_row_count,
        min(row_number) as first_row_number

    from barcode_media
    where
        barcode is not null
        and specimen_id is not null
    group by specimen_id
    having count(*) > 1

)

select * from final
