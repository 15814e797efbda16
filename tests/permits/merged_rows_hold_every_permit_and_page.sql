-- If this fails, the merge by identifier lost a permit or an answered page, or calls a row by the
-- wrong source.
with permits as (

    select * from {{ ref('permits') }}

),

pages as (

    select *
    from {{ ref('permit_pages') }}
    where page_outcome = 'ok'

),

merged as (

    select * from {{ ref('permits_merged') }}

),

lost as (

    select
        'permit' as what,
        cast(permits.id_pc_tramite as string) as which

    from permits
    anti join merged
        on permits.id_pc_tramite = merged.id_pc_tramite

    union all

    select
        'page' as what,
        pages.identificador_b64 as which

    from pages
    anti join merged
        on pages.identificador_b64 = merged.identificador_b64_html

    union all

    select
        'fuente' as what,
        merged_key as which

    from merged
    where
        fuente <> case
            when identificador_b64_html is null then 'API'
            when id_pc_tramite is null then 'HTML'
            else 'Ambos'
        end
        or (fuente = 'Ambos' and identificador_b64 <> identificador_b64_html)

)

select * from lost
