-- One row per barcoded sheet and specimen on it. A sheet that one media row alone names has its
-- specimen from there; the others are counted.
with alone as (

    select * from {{ ref('int_herbarium__sheet_contents') }}
    where
        is_alone
        and specimen_id is not null

),

together as (

    select * from {{ ref('int_herbarium__sheet_contents') }}
    where
        not is_alone
        and specimen_id is not null

),

-- those without a record are few
unrecorded as (

    select specimen_id from {{ ref('int_herbarium__specimen_records') }}
    where row_number is null
    group by specimen_id

),

on_sheets as (

    select
        barcode,
        specimen_id,
        case when access_uri is null then 0 else 1 end as image_count,
        media_row_count

    from alone

    union all

    select
        barcode,
        specimen_id,
        count(access_uri) as image_count,
        cast(sum(media_row_count) as bigint) as media_row_count

    from together
    group by barcode, specimen_id

),

final as (

    select
        on_sheets.barcode,
        on_sheets.specimen_id,
        on_sheets.image_count,
        on_sheets.media_row_count,
        unrecorded.specimen_id is null as has_specimen_record

    from on_sheets
    left join unrecorded
        on on_sheets.specimen_id = unrecorded.specimen_id

)

select * from final
