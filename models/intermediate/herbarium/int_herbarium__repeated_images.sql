-- One row per image of a barcoded sheet that several different media rows show: one in a hundred.
-- An image's rights are decided over all of its different rows in the media file, whatever these
-- say beside, also those of other departments: an image that one row calls CC0 and another one does
-- not is not free.
with address_hashes as (

    select
        row_number,
        {{ text_hash('access_uri') }} as image_hash

    from {{ ref('stg_nmnh__multimedia') }}
    where access_uri <> ''

),

barcodes as (

    select
        row_number,
        barcode is not null as has_barcode

    from {{ ref('int_herbarium__distinct_media') }}

),

-- Four million addresses of sixty letters are dear to group by, their hashes are not. Whatever is
-- repeated is among these; the letters are compared below.
likely as (

    select address_hashes.image_hash

    from address_hashes
    inner join barcodes
        on address_hashes.row_number = barcodes.row_number
    group by address_hashes.image_hash
    having
        count(*) > 1
        and bool_or(barcodes.has_barcode)

),

media as (

    select
        row_number,
        access_uri,
        coalesce(rights, '') as rights

    from {{ ref('stg_nmnh__multimedia') }}
    where access_uri <> ''

),

likely_media as (

    select media.*

    from media
    semi join likely
        on {{ text_hash('media.access_uri') }} = likely.image_hash

),

distinct_media as (

    select
        row_number,
        copies,
        barcode

    from {{ ref('int_herbarium__distinct_media') }}

),

final as (

    select
        likely_media.access_uri,
        case
            when min(likely_media.rights) <> max(likely_media.rights) then 'mixed'
            else nullif(min(likely_media.rights), '')
        end as rights,
        min(likely_media.row_number) as first_row_number,
        count(*) as media_row_count,
        cast(sum(distinct_media.copies) as bigint) as copies

    from likely_media
    inner join distinct_media
        on likely_media.row_number = distinct_media.row_number
    group by likely_media.access_uri
    having
        count(*) > 1
        and bool_or(distinct_media.barcode is not null)

)

select * from final
