-- One row per image of a barcoded sheet: its rights. They are decided per image, over all of its
-- different rows in the media file, whatever these say beside: an image that one row calls CC0 and
-- another one does not is not free.
with media as (

    select
        row_number,
        access_uri,
        rights

    from {{ ref('stg_nmnh__multimedia') }}

),

distinct_media as (

    select * from {{ ref('int_herbarium__distinct_media') }}

),

sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

image_rows as (

    select
        media.access_uri,
        media.row_number,
        coalesce(media.rights, '') as rights,
        distinct_media.copies

    from media
    semi join sheet_contents
        on media.access_uri = sheet_contents.access_uri
    inner join distinct_media
        on media.row_number = distinct_media.row_number

),

decided as (

    select
        access_uri,
        case
            when min(rights) <> max(rights) then 'mixed'
            else nullif(min(rights), '')
        end as rights,
        min(row_number) as first_row_number,
        count(*) as media_row_count,
        cast(sum(copies) as bigint) as copies

    from image_rows
    group by access_uri

),

final as (

    select
        access_uri,
        rights,
        coalesce(rights = 'CC0', false) as is_cc0,
        first_row_number,
        media_row_count,
        copies

    from decided

)

select * from final
