-- The notebook's own merge, on codes that are written alike: every permit of a code with every
-- page of that code. A code has many permits, so the merge fans out: `permits_on_code` times
-- `pages_on_code` rows a code. It says which permits and pages lie on one piece of land; which
-- page belongs to which permit is in permits_merged. As in the notebook, every page that was asked
-- for takes part. One that was refused or failed has no code, and a row of its own (`fuente`
-- HTML).
with permits as (

    select * from {{ ref('permits') }}

),

pages as (

    select * from {{ ref('permit_pages') }}

),

permits_by_code as (

    select
        codigo_catastral,
        count(*) as permits_on_code

    from permits
    where codigo_catastral is not null
    group by codigo_catastral

),

pages_by_code as (

    select
        codigo_catastral,
        count(*) as pages_on_code

    from pages
    where codigo_catastral is not null
    group by codigo_catastral

),

merged as (

    select
        coalesce(permits.codigo_catastral, pages.codigo_catastral) as codigo_catastral,
        permits.id_pc_tramite,
        permits.identificador_b64 as identificador_b64_api,
        pages.identificador_b64 as identificador_b64_html,
        pages.page_outcome,
        case
            when pages.identificador_b64 is null then 'API'
            when permits.id_pc_tramite is null then 'HTML'
            else 'Ambos'
        end as fuente,
        coalesce(permits.identificador_b64 = pages.identificador_b64, false) as is_same_permit

    from permits
    full outer join pages
        on permits.codigo_catastral = pages.codigo_catastral

),

final as (

    select
        {{ row_hash([
            'cast(merged.id_pc_tramite as string)', 'merged.identificador_b64_html'
        ]) }} as merged_key,
        merged.codigo_catastral,
        merged.fuente,
        merged.id_pc_tramite,
        merged.identificador_b64_api,
        merged.identificador_b64_html,
        merged.is_same_permit,
        merged.page_outcome,
        coalesce(permits_by_code.permits_on_code, 0) as permits_on_code,
        coalesce(pages_by_code.pages_on_code, 0) as pages_on_code

    from merged
    left join permits_by_code
        on merged.codigo_catastral = permits_by_code.codigo_catastral
    left join pages_by_code
        on merged.codigo_catastral = pages_by_code.codigo_catastral

)

select * from final
