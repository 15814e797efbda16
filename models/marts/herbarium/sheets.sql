-- One row per barcode: how many specimens and images the sheet has, and under which rights.
with sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

sheet_specimens as (

    select * from {{ ref('sheet_specimens') }}

),

sheet_images as (

    select * from {{ ref('sheet_images') }}

),

rows_of_sheets as (

    select
        barcode,
        cast(sum(media_row_count) as bigint) as media_row_count

    from sheet_contents
    group by barcode

),

specimens_of_sheets as (

    select
        barcode,
        count(*) as specimen_count,
        min(specimen_id) as first_specimen_id

    from sheet_specimens
    group by barcode

),

-- A sheet is CC0 only where all of its images are.
images_of_sheets as (

    select
        barcode,
        count(*) as image_count,
        case
            when min(coalesce(rights, '')) <> max(coalesce(rights, '')) then 'mixed'
            else min(rights)
        end as rights,
        bool_and(is_cc0) as is_cc0

    from sheet_images
    group by barcode

),

contents_of_sheets as (

    select
        rows_of_sheets.barcode,
        rows_of_sheets.media_row_count,
        coalesce(specimens_of_sheets.specimen_count, 0) as specimen_count,
        specimens_of_sheets.first_specimen_id,
        coalesce(images_of_sheets.image_count, 0) as image_count,
        images_of_sheets.rights,
        coalesce(images_of_sheets.is_cc0, false) as is_cc0

    from rows_of_sheets
    left join specimens_of_sheets
        on rows_of_sheets.barcode = specimens_of_sheets.barcode
    left join images_of_sheets
        on rows_of_sheets.barcode = images_of_sheets.barcode

),

final as (

    select
        barcode,
        cast(length(barcode) as bigint) as barcode_length,
        {{ is_barcode('barcode') }} as is_valid_barcode,
        specimen_count,
        image_count,
        media_row_count,
        {{ sheet_kind('specimen_count', 'image_count') }} as sheet_kind,
        case when specimen_count = 1 then first_specimen_id end as specimen_id,
        rights,
        is_cc0

    from contents_of_sheets

)

select * from final
