-- One row per specimen that a media row with a barcode names: on how many sheets it is, and how
-- many images show it there. Most are named by one row alone, which says it; the others are
-- counted. The first of these rows stands for the specimen where two large tables are joined.
with barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}

),

sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

repeated_specimens as (

    select * from {{ ref('int_herbarium__repeated_specimens') }}

),

alone as (

    select
        barcode_media.specimen_id,
        barcode_media.row_number as first_row_number,
        1 as sheet_count,
        case when barcode_media.access_uri is null then 0 else 1 end as image_count

    from barcode_media
    anti join repeated_specimens
        on barcode_media.specimen_id = repeated_specimens.specimen_id
    where
        barcode_media.barcode is not null
        and barcode_media.specimen_id is not null

),

together as (

    select
        repeated_specimens.specimen_id,
        repeated_specimens.first_row_number,
        count(distinct sheet_contents.barcode) as sheet_count,
        count(sheet_contents.access_uri) as image_count

    from sheet_contents
    inner join repeated_specimens
        on sheet_contents.specimen_id = repeated_specimens.specimen_id
    group by repeated_specimens.specimen_id, repeated_specimens.first_row_number

),

final as (

    select * from alone
    union all
    select * from together

)

select * from final
