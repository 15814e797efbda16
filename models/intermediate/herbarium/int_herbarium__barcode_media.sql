-- One row per different media row of Botany whose description says "barcode", with the barcode read
-- out of it. What is not eight digits is kept and flagged, never guessed at.
with media as (

    select
        row_number,
        specimen_id,
        access_uri,
        rights,
        media_description

    from {{ ref('stg_nmnh__multimedia') }}
    where
        {{ is_botany('provider_literal') }}
        and contains(lower(media_description), 'barcode')

),

distinct_media as (

    select * from {{ ref('int_herbarium__distinct_media') }}

),

read_out as (

    select
        distinct_media.media_id,
        distinct_media.row_number,
        distinct_media.copies,
        nullif(media.specimen_id, '') as specimen_id,
        nullif(media.access_uri, '') as access_uri,
        nullif(media.rights, '') as rights,
        {{ barcode_word('media.media_description') }} as barcode

    from media
    inner join distinct_media
        on media.row_number = distinct_media.row_number

),

final as (

    select
        media_id,
        row_number,
        copies,
        specimen_id,
        access_uri,
        rights,
        barcode,
        cast(length(barcode) as bigint) as barcode_length,
        {{ is_barcode('barcode') }} as is_valid_barcode

    from read_out

)

select * from final
