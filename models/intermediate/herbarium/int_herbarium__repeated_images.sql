-- One row per image of a barcoded sheet that several different media rows show: one in a hundred.
-- An image's rights are decided over all of its different rows in the media file, whatever these
-- say beside, also those of other departments: an image that one row calls CC0 and another one does
-- not is not free.
with barcode_media as (

    select
        row_number,
        copies,
        access_uri,
        coalesce(rights, '') as rights,
        barcode is not null as has_barcode

    from {{ ref('int_herbarium__barcode_media') }}
    where access_uri is not null

),

barcode_addresses as (

    select
        {{ text_hash('access_uri') }} as address_hash,
        barcode is not null as has_barcode

    from {{ ref('int_herbarium__barcode_media') }}
    where access_uri is not null

),

other_rows as (

    select
        row_number,
        copies

    from {{ ref('int_herbarium__distinct_media') }}
    where not (is_botany and says_barcode)

),

media as (

    select
        row_number,
        access_uri,
        coalesce(rights, '') as rights

    from {{ ref('stg_nmnh__multimedia') }}
    where access_uri <> ''

),

other_media as (

    select
        media.row_number,
        other_rows.copies,
        media.access_uri,
        media.rights,
        false as has_barcode

    from media
    inner join other_rows
        on media.row_number = other_rows.row_number

),

addresses as (

    select
        address_hash,
        has_barcode
    from barcode_addresses
    union all
    select
        {{ text_hash('access_uri') }} as address_hash,
        has_barcode
    from other_media

),

-- Millions of addresses of sixty letters are dear to group by, their hashes are not. Whatever is
-- repeated is among these; the letters are compared below.
likely as (

    select address_hash

    from addresses
    group by address_hash
    having
        count(*) > 1
        and bool_or(has_barcode)

),

shown as (

    select * from barcode_media
    union all
    select
        row_number,
        copies,
        access_uri,
        rights,
        has_barcode
    from other_media

),

likely_shown as (

    select shown.*

    from shown
    semi join likely
        on {{ text_hash('shown.access_uri') }} = likely.address_hash

),

final as (

    select
        access_uri,
        case
            when min(rights) <> max(rights) then 'mixed'
            else nullif(min(rights), '')
        end as rights,
        min(row_number) as first_row_number,
        count(*) as media_row_count,
        cast(sum(copies) as bigint) as copies

    from likely_shown
    group by access_uri
    having
        count(*) > 1
        and bool_or(has_barcode)

)

select * from final
