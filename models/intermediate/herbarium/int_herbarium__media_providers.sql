-- One row per provider: its rows of the media file, before and after removing repeats.
with media as (

    select
        row_number,
        provider_literal,
        media_description

    from {{ ref('stg_nmnh__multimedia') }}

),

distinct_media as (

    select * from {{ ref('int_herbarium__distinct_media') }}

),

final as (

    select
        coalesce(media.provider_literal, '') as provider_literal,
        {{ is_botany('media.provider_literal') }} as is_botany,
        count(*) as media_rows,
        count(distinct_media.row_number) as distinct_rows,
        -- `contains` of nothing is nothing: a row without a description does not say barcode
        count(*) filter (
            where
            distinct_media.row_number is not null
            and not coalesce(contains(lower(media.media_description), 'barcode'), false)
        ) as distinct_rows_without_word

    from media
    left join distinct_media
        on media.row_number = distinct_media.row_number
    group by 1, 2

)

select * from final
