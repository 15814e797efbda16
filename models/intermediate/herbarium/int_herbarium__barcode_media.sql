-- One row per different media row of Botany whose description says "barcode", with the barcode read
-- out of it. What is not eight digits is kept and flagged, never guessed at. The ids and addresses,
-- sixty letters each, are written here and nowhere else.
with distinct_media as (

    select
        row_number,
        copies,
        barcode

    from {{ ref('int_herbarium__distinct_media') }}
    where
        is_botany
        and says_barcode

),

repeated_barcodes as (

    select * from {{ ref('int_herbarium__repeated_barcodes') }}

),

media as (

    select
        row_number,
        specimen_id,
        access_uri,
        rights

    from {{ ref('stg_nmnh__multimedia') }}

),

final as (

    select
        distinct_media.row_number,
        distinct_media.copies,
        nullif(media.specimen_id, '') as specimen_id,
        nullif(media.access_uri, '') as access_uri,
        nullif(media.rights, '') as rights,
        distinct_media.barcode,
        cast(length(distinct_media.barcode) as bigint) as barcode_length,
        {{ is_barcode('distinct_media.barcode') }} as is_valid_barcode,
        distinct_media.barcode is not null and repeated_barcodes.barcode is null as is_alone

    from media
    inner join distinct_media
        on media.row_number = distinct_media.row_number
    left join repeated_barcodes
        on distinct_media.barcode = repeated_barcodes.barcode

)

select * from final
