-- One row per approved feature: the page that the notebook asks for, and what it is answered.
--
-- It asks once a feature, so a repeated feature's page is asked for twice. Its date parser turned
-- times without fractional seconds into nothing; such an identifier ends in `<NA>`, the site knows
-- no such address, and refuses.
with features as (

    select * from {{ ref('int_permits__features') }}

),

pages as (

    select * from {{ ref('int_permits__pages') }}

),

final as (

    select
        features.feature_row,
        features.notebook_identificador,
        coalesce(right(features.notebook_identificador, 4) = '<NA>', false) as is_year_lost,
        case
            when (features.notebook_identificador is distinct from features.identificador)
                then 'refused'
            else pages.page_outcome
        end as answer,
        case
            when
                features.notebook_identificador = features.identificador
                and pages.page_outcome = 'ok'
                then pages.codigo_catastral_text
        end as codigo_catastral_text

    from features
    left join pages
        on features.identificador_b64 = pages.identificador_b64
    where features.is_approved

)

select * from final
