-- Layer and pages, merged on the cadastral code written alike on both sides (the notebook joined
-- `044 0187 0033 0000` to `044018700330000`, and met nothing). Every feature on a code meets every
-- page on it; a permit's own page is the one where both identifiers are equal. What has no code
-- meets nothing.
with codes as (

    select
        feature_row,
        codigo_catastral

    from intermediate.int_permits__features

),

merged as (

    select
        coalesce(codes.codigo_catastral, pages.codigo_catastral) as codigo_catastral,
        codes.feature_row,
        pages.request,
        case
            when pages.request is null then 'API'
            when codes.feature_row is null then 'HTML'
            else 'Ambos'
        end as fuente

    from codes
    full join pages
        on codes.codigo_catastral = pages.codigo_catastral

),

-- A page that meets no feature leaves the layer's columns empty, and pandas makes their numbers
-- decimal.
pages_alone as (

    select count(*) as page_count
    from merged
    where feature_row is null

),

merged_values as (

    select
        attribute_values.feature_row,
        attribute_values.snake_name,
        case
            when attribute_values.is_number and pages_alone.page_count > 0
                then as_decimal(attribute_values.value)
            else attribute_values.value
        end as value

    from attribute_values
    cross join pages_alone

),

features as (

    pivot merged_values
    on snake_name in snake_name
    using max(value)
    group by feature_row

)

select
    features.* exclude (feature_row) replace (merged.codigo_catastral as codigo_catastral),
    identified.latitude,
    identified.longitude,
    identified.anio_registro,
    identified.identificador,
    identified.identificador_b64 as identificador_b64_api,
    pages.* exclude (request, codigo_catastral, gral__codigo_catastral)
    rename (identificador_b64 as identificador_b64_html),
    merged.fuente

from merged
left join features
    on merged.feature_row = features.feature_row
left join identified
    on merged.feature_row = identified.feature_row
left join pages
    on merged.request = pages.request
order by merged.codigo_catastral nulls last, merged.feature_row, merged.request
