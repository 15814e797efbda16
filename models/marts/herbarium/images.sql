-- One row per image of a barcoded sheet: its rights, decided over all of its media rows; the rest
-- as the first of these has it.
with image_rights as (

    select * from {{ ref('int_herbarium__image_rights') }}

),

media as (

    select
        row_number,
        rights_2,
        usage_terms,
        creator,
        media_format,
        pixel_x_dimension,
        pixel_y_dimension

    from {{ ref('stg_nmnh__multimedia') }}

),

final as (

    select
        image_rights.access_uri,
        image_rights.rights,
        image_rights.is_cc0,
        nullif(media.rights_2, '') as rights_2,
        nullif(media.usage_terms, '') as usage_terms,
        nullif(media.creator, '') as creator,
        nullif(media.media_format, '') as media_format,
        {{ parse_whole_number('media.pixel_x_dimension') }} as pixel_x_dimension,
        {{ parse_whole_number('media.pixel_y_dimension') }} as pixel_y_dimension,
        image_rights.media_row_count,
        image_rights.copies

    from image_rights
    inner join media
        on image_rights.first_row_number = media.row_number

)

select * from final
