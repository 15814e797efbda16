-- One row: what the permits' notebook counts, counted the way it does it, and the size of folio's
-- own merge beside it.
with features as (

    select * from {{ ref('int_permits__features') }}

),

requests as (

    select * from {{ ref('int_permits__notebook_requests') }}

),

cadastral_merge as (

    select * from {{ ref('cadastral_merge') }}

),

features_counted as (

    select
        count(*) as features,
        count(distinct id_pc_tramite) as permits,
        count(distinct codigo_catastral) as cadastral_codes,
        count_if(geometry_kind is null) as features_without_geometry,
        max(cantidad_pisos) as most_floors

    from features

),

requests_counted as (

    select
        count(*) as pages_asked,
        count(distinct notebook_identificador) as identifiers,
        count_if(is_year_lost) as identifiers_without_year,
        count_if(answer = 'ok') as pages_answered,
        count_if(answer = 'refused') as pages_refused,
        count_if(answer = 'failed') as pages_timed_out,
        count_if(answer is null) as pages_not_asked

    from requests

),

codes_as_written as (

    select
        codigo_catastral_text as code,
        1 as features,
        0 as pages
    from features

    union all

    select
        codigo_catastral_text as code,
        0 as features,
        1 as pages
    from requests

),

-- An outer merge, counted without making it: a code's features times its pages, or the one where
-- the other is missing. The notebook's library joins nothing to nothing, so rows without a code
-- count as rows of one code.
rows_by_code as (

    select
        code,
        sum(features) as features,
        sum(pages) as pages

    from codes_as_written
    group by code

),

merge_as_written as (

    select
        sum(greatest(features, 1) * greatest(pages, 1)) as merged_rows_as_written,
        sum(features * pages) as merged_rows_as_written_matched

    from rows_by_code

),

layer_codes as (

    select distinct codigo_catastral
    from features
    where codigo_catastral is not null

),

matched_pages as (

    select count(*) as pages_matched_without_blanks
    from requests
    inner join layer_codes
        on {{ cadastral_code('requests.codigo_catastral_text') }} = layer_codes.codigo_catastral

),

merge_counted as (

    select
        count(*) as merged_rows,
        count_if(fuente = 'Ambos') as merged_rows_matched

    from cadastral_merge

),

final as (

    select
        features_counted.*,
        requests_counted.*,
        merge_as_written.*,
        matched_pages.*,
        merge_counted.*

    from features_counted
    cross join requests_counted
    cross join merge_as_written
    cross join matched_pages
    cross join merge_counted

)

select * from final
