-- The permits that may build most: the largest area that the city allows (AME) over all levels,
-- and beside it the one level of it that the notebook kept. One row per permit, the hundred
-- largest.
with parameters as (

    select * from {{ ref('permit_parameters') }}

),

permits as (

    select * from {{ ref('permits') }}

),

areas as (

    select
        identificador_b64,
        sum(value) as buildable_m2,
        sum(case when level = 'torre' then value end) as tower_m2,
        sum(case when level = 'zocalo' then value end) as notebook_m2

    from parameters
    where code = 'AME' and unit = 'm2'
    group by identificador_b64

),

ranked as (

    select
        permits.id_pc_tramite,
        permits.codigo_catastral,
        permits.macro_distrito,
        permits.distrito_municipal,
        permits.tipo_proyecto,
        permits.superficie_legal,
        areas.buildable_m2,
        areas.tower_m2,
        areas.notebook_m2,
        row_number() over (
            order by areas.buildable_m2 desc, permits.id_pc_tramite asc
        ) as place

    from areas
    inner join permits
        on areas.identificador_b64 = permits.identificador_b64
    where areas.buildable_m2 > 0

),

-- no `limit` at the end: dbt show writes one of its own there
final as (

    select
        place,
        id_pc_tramite,
        codigo_catastral,
        macro_distrito,
        distrito_municipal,
        tipo_proyecto,
        superficie_legal,
        buildable_m2,
        tower_m2,
        notebook_m2

    from ranked
    where place <= 100

)

select * from final
order by place
