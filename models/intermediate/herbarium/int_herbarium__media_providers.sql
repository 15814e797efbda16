-- One row per provider: its rows of the media file, before and after removing repeats.
with distinct_media as (

    select * from {{ ref('int_herbarium__distinct_media') }}

),

final as (

    select
        provider_literal,
        is_botany,
        cast(sum(copies) as bigint) as media_rows,
        count(*) as distinct_rows,
        count(*) filter (where not says_barcode) as distinct_rows_without_word

    from distinct_media
    group by provider_literal, is_botany

)

select * from final
