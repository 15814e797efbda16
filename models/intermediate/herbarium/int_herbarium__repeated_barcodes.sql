-- One row per barcode that several different media rows bear: those of sheets with several
-- specimens or images, two in a hundred. Whoever counts what is on a sheet need count these alone,
-- and can take all others as they stand.
with distinct_media as (

    select barcode from {{ ref('int_herbarium__distinct_media') }}
    where barcode is not null

),

final as (

    select
        barcode,
        count(*) as media_row_count

    from distinct_media
    group by barcode
    having count(*) > 1

)

select * from final
