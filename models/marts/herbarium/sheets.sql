-- One row per barcode: how many specimens and images the sheet has, and under which rights. A sheet
-- that one media row alone names is what the row says; the others are counted.
with alone as (

    select * from {{ ref('int_herbarium__sheet_contents') }}
    where is_alone

),

together as (

    select * from {{ ref('int_herbarium__sheet_contents') }}
    where not is_alone

),

repeated_images as (

    select
        access_uri,
        min(rights) as rights

    from {{ ref('int_herbarium__repeated_images') }}
    group by access_uri

),

contents_alone as (

    select
        alone.barcode,
        alone.is_valid_barcode,
        alone.media_row_count,
        case when alone.specimen_id is null then 0 else 1 end as specimen_count,
        alone.specimen_id,
        case when alone.access_uri is null then 0 else 1 end as image_count,
        case
            when alone.access_uri is null then null
            when repeated_images.access_uri is null then alone.row_rights
            else repeated_images.rights
        end as rights

    from alone
    left join repeated_images
        on alone.access_uri = repeated_images.access_uri

),

-- A sheet is CC0 only where all of its images are, and has no rights to speak of where they differ;
-- a row without an image has none.
contents_together as (

    select
        together.barcode,
        together.is_valid_barcode,
        together.media_row_count,
        together.specimen_id,
        together.access_uri,
        case
            when together.access_uri is null then null
            when repeated_images.access_uri is null then coalesce(together.row_rights, '')
            else coalesce(repeated_images.rights, '')
        end as rights

    from together
    left join repeated_images
        on together.access_uri = repeated_images.access_uri

),

counted_together as (

    select
        barcode,
        is_valid_barcode,
        cast(sum(media_row_count) as bigint) as media_row_count,
        count(distinct specimen_id) as specimen_count,
        min(specimen_id) as specimen_id,
        count(distinct access_uri) as image_count,
        case when min(rights) <> max(rights) then 'mixed' else nullif(min(rights), '') end as rights

    from contents_together
    group by barcode, is_valid_barcode

),

contents_of_sheets as (

    select
        barcode,
        is_valid_barcode,
        media_row_count,
        specimen_count,
        specimen_id,
        image_count,
        rights

    from contents_alone

    union all

    select
        barcode,
        is_valid_barcode,
        media_row_count,
        specimen_count,
        specimen_id,
        image_count,
        rights

    from counted_together

),

final as (

    select
        barcode,
        cast(length(barcode) as bigint) as barcode_length,
        is_valid_barcode,
        cast(specimen_count as bigint) as specimen_count,
        cast(image_count as bigint) as image_count,
        media_row_count,
        {{ sheet_kind('specimen_count', 'image_count') }} as sheet_kind,
        case when specimen_count = 1 then specimen_id end as specimen_id,
        rights,
        coalesce(rights = 'CC0', false) as is_cc0

    from contents_of_sheets

)

select * from final
