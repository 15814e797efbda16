-- One row per label row and media row that bears its barcode; a label without one stands here once,
-- with no media row. This is the notebook's left merge, which counts label rows times media rows: a
-- barcode that stands here more than once may hold several specimens, several images, a label given
-- twice or one image listed twice. The notebook does not ask, and drops them all.
with label_rows as (

    select * from {{ ref('int_herbarium__label_rows') }}

),

barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}
    where barcode is not null

),

final as (

    select
        label_rows.stain_status,
        label_rows.member_position,
        label_rows.barcode,
        barcode_media.row_number as media_row_number,
        barcode_media.specimen_id,
        barcode_media.access_uri,
        barcode_media.rights,
        barcode_media.row_number is not null as is_matched,
        count(*) over (partition by label_rows.barcode) as rows_of_barcode

    from label_rows
    left join barcode_media
        on label_rows.barcode = barcode_media.barcode

)

select * from final
