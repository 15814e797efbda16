-- One row per barcoded sheet and image of it. A sheet that one media row alone names has its image
-- from there; the others are counted.
with alone as (

    select * from {{ ref('int_herbarium__sheet_contents') }}
    where
        is_alone
        and access_uri is not null

),

together as (

    select * from {{ ref('int_herbarium__sheet_contents') }}
    where
        not is_alone
        and access_uri is not null

),

repeated_images as (

    select
        access_uri,
        min(rights) as rights

    from {{ ref('int_herbarium__repeated_images') }}
    group by access_uri

),

-- one photograph may be listed for each of the specimens that it shows
of_sheets as (

    select
        barcode,
        access_uri,
        row_rights,
        case when specimen_id is null then 0 else 1 end as specimen_count,
        media_row_count,
        copies

    from alone

    union all

    select
        barcode,
        access_uri,
        min(row_rights) as row_rights,
        count(specimen_id) as specimen_count,
        cast(sum(media_row_count) as bigint) as media_row_count,
        cast(sum(copies) as bigint) as copies

    from together
    group by barcode, access_uri

),

-- an image that several media rows show has the rights that were decided over all of them
decided as (

    select
        of_sheets.barcode,
        of_sheets.access_uri,
        case
            when repeated_images.access_uri is null then of_sheets.row_rights
            else repeated_images.rights
        end as rights,
        of_sheets.specimen_count,
        of_sheets.media_row_count,
        of_sheets.copies

    from of_sheets
    left join repeated_images
        on of_sheets.access_uri = repeated_images.access_uri

),

final as (

    select
        barcode,
        access_uri,
        rights,
        coalesce(rights = 'CC0', false) as is_cc0,
        specimen_count,
        media_row_count,
        copies

    from decided

)

select * from final
