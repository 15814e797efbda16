-- One row per different row of the media file: where it stands first, how often it stands there,
-- and the barcode in it. Six rows in ten repeat another one exactly. Ten million rows of 630 bytes
-- are too wide to group by, their two hashes are not; descriptions are looked into once, and only
-- those of the different rows. (The file stands here twice, with the columns that each reader
-- needs: DuckDB writes out what a CTE of two readers holds, and here that would be all of it.)
with row_hashes as (

    select
        row_number,
        row_hash,
        row_hash_2

    from {{ ref('stg_nmnh__multimedia') }}

),

texts as (

    select
        row_number,
        provider_literal,
        media_description

    from {{ ref('stg_nmnh__multimedia') }}

),

different as (

    select
        min(row_number) as row_number,
        count(*) as copies

    from row_hashes
    group by row_hash, row_hash_2

),

described as (

    select
        different.row_number,
        different.copies,
        texts.provider_literal,
        {{ is_botany('texts.provider_literal') }} as is_botany,
        -- `contains` of nothing is nothing: a row without a description does not say barcode
        coalesce(contains(lower(texts.media_description), 'barcode'), false) as says_barcode,
        texts.media_description

    from texts
    inner join different
        on texts.row_number = different.row_number

),

final as (

    select
        row_number,
        copies,
        coalesce(provider_literal, '') as provider_literal,
        is_botany,
        says_barcode,
        case
            when is_botany and says_barcode then {{ barcode_word('media_description') }}
        end as barcode

    from described

)

select * from final
