-- One row per permit asked for, with its latest known page; refused and failed ones too.
with pages as (

    select * from {{ source('lapaz', 'permit_pages') }}

),

final as (

    select
        -- keys
        identificador_b64,

        -- what
        outcome as page_outcome,
        error as page_error,
        url,
        http_status,
        sha256 as page_sha256,
        html,

        -- when
        cast(fetched_at as timestamp) as fetched_at,

        -- lineage
        _load_id as load_id

    from pages

)

select * from final
