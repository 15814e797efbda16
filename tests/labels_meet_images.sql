-- Fails where too few labels have an image: barcodes are read or written otherwise than before, in
-- the tarballs' names or in the descriptions, and no longer meet. The published share is 0.9896.
with labelled as (

    select
        count(*) as labels,
        count(*) filter (where is_matched) as labels_with_image

    from (
        select
            stain_status,
            member_position,
            bool_or(is_matched) as is_matched

        from {{ ref('int_herbarium__notebook_merge') }}
        group by stain_status, member_position
    ) as label_rows

),

-- one of the two sources alone may be landed, and then there is nothing to meet
media as (

    select count(*) as barcode_rows
    from {{ ref('int_herbarium__barcode_media') }}

)

select
    labelled.labels,
    labelled.labels_with_image

from labelled
cross join media
where
    labelled.labels > 0
    and media.barcode_rows > 0
    and labelled.labels_with_image < {{ var('min_share_labels_with_image') }} * labelled.labels
