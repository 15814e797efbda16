-- How long approvals take, from registration to approval in days: each district's median, and its
-- three slowest permits. One row per permit shown. A permit that is approved before it is
-- registered is a slip, and left out.
with permits as (

    select * from {{ ref('permits') }}
    where is_approved and fecha_aprobacion >= fecha_registro

),

timed as (

    select
        macro_distrito,
        distrito_municipal,
        id_pc_tramite,
        identificador,
        cast(fecha_registro as date) as registered_on,
        cast(fecha_aprobacion as date) as approved_on,
        {{ dbt.datediff('fecha_registro', 'fecha_aprobacion', 'day') }} as days -- noqa: LT05

    from permits

),

placed as (

    select
        *,
        row_number() over (
            partition by distrito_municipal
            order by days desc, id_pc_tramite asc
        ) as place

    from timed

),

districts as (

    select
        distrito_municipal,
        count(*) as approvals,
        median(days) as median_days

    from timed
    group by distrito_municipal

),

final as (

    select
        placed.macro_distrito,
        placed.distrito_municipal,
        districts.approvals,
        districts.median_days,
        placed.days,
        placed.registered_on,
        placed.approved_on,
        placed.identificador

    from placed
    inner join districts
        on placed.distrito_municipal is not distinct from districts.distrito_municipal
    where placed.place <= 3

)

select * from final
order by median_days desc, distrito_municipal asc, days desc, identificador asc
