-- Labelled sheets whose images are CC0 and whose records in the occurrence file are not, or the
-- other way round: the image's rights and the record's licence are two things, and using one does
-- not allow the other. One row per pair of terms.
with labelled_sheets as (

    select * from {{ ref('labelled_sheets') }}
    where image_count > 0

),

final as (

    select
        rights as image_rights,
        is_cc0 as image_is_cc0,
        license as record_license,
        count(*) as sheets,
        min(barcode) as for_example

    from labelled_sheets
    group by rights, is_cc0, license

)

select * from final
order by sheets desc, image_rights asc, record_license asc
