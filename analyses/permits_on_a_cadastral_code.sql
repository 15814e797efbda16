-- Every permit on one piece of land, the latest first, and what its page says. One row per
-- permit.
--
--     make ask Q="permits_on_a_cadastral_code codigo_catastral=044018700330000"
--
-- Blanks in the code do not matter. Without a code it shows the one with most permits.
with chosen as (

    select codigo_catastral
    from {{ ref('cadastral_merge') }}
    {% if var('codigo_catastral', none) is not none -%}
        where codigo_catastral = '{{ var("codigo_catastral") | replace(" ", "") }}'
    {%- endif %}
    order by permits_on_code desc, codigo_catastral asc
    limit 1

),

permits as (

    select * from {{ ref('permits') }}

),

pages as (

    select * from {{ ref('permit_pages') }}

),

final as (

    select
        permits.codigo_catastral,
        permits.id_pc_tramite,
        permits.identificador,
        cast(permits.fecha_registro as date) as fecha_registro,
        permits.resultado,
        permits.estado_tramite,
        permits.tipo_obra,
        permits.cantidad_pisos,
        permits.superficie_construida,
        permits.page_outcome,
        pages.zona_referencial,
        pages.patron_de_asentamiento

    from permits
    inner join chosen
        on permits.codigo_catastral = chosen.codigo_catastral
    left join pages
        on permits.identificador_b64 = pages.identificador_b64

)

select * from final
order by fecha_registro desc nulls last, id_pc_tramite asc
