-- Approved permits without a page: the site refuses it, or never answered, or was not asked yet.
-- One row per permit. The address can be opened in a browser to look again.
with permits as (

    select * from {{ ref('permits') }}
    where is_approved and coalesce(page_outcome, 'not asked') <> 'ok'

),

pages as (

    select * from {{ ref('permit_pages') }}

),

final as (

    select
        coalesce(permits.page_outcome, 'not asked') as page_outcome,
        permits.id_pc_tramite,
        permits.identificador,
        cast(permits.fecha_aprobacion as date) as fecha_aprobacion,
        permits.macro_distrito,
        permits.distrito_municipal,
        pages.page_error,
        pages.fetched_at,
        pages.url

    from permits
    left join pages
        on permits.identificador_b64 = pages.identificador_b64

)

select * from final
order by page_outcome asc, fecha_aprobacion desc nulls last, id_pc_tramite asc
