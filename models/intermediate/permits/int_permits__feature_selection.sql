-- One row per feature of the layer, with what becomes of it: `kept` for the one feature that
-- stands for its permit.
--
-- The rule, in this order:
-- 1. Features with the same properties and the same geometry, to the letter, are exact repeats:
--    one copy goes on.
-- 2. A feature without idPCTramite belongs to no permit.
-- 3. Of a permit's different versions the latest is kept: the one with the latest fechaAprobacion
--    (one that has none is older than any that has), then with the latest FechaRegistroArch, then
--    the last in the layer. `selection_reason` names the first of these criteria in which the kept
--    version and the next one differ.
with features as (

    select
        feature_row,
        id_pc_tramite,
        content_key,
        fecha_aprobacion,
        fecha_registro_arch

    from {{ ref('int_permits__features') }}

),

copies as (

    select
        *,
        count(*) over (partition by content_key) as copy_count,
        row_number() over (partition by content_key order by feature_row desc) as copy_number

    from features

),

versions as (

    select
        feature_row,
        row_number() over latest_first as version_number,
        count(*) over (partition by id_pc_tramite) as version_count,
        cast(sum(copy_count) over (partition by id_pc_tramite) as bigint) as feature_count,
        fecha_aprobacion,
        fecha_registro_arch,
        lead(fecha_aprobacion) over latest_first as next_fecha_aprobacion,
        lead(fecha_registro_arch) over latest_first as next_fecha_registro_arch

    from copies
    where copy_number = 1 and id_pc_tramite is not null
    window
        latest_first as (
            partition by id_pc_tramite
            order by
                fecha_aprobacion desc nulls last,
                fecha_registro_arch desc nulls last,
                feature_row desc
        )

),

final as (

    select
        copies.feature_row,
        copies.id_pc_tramite,
        case
            when copies.copy_number > 1 then 'exact_repeat'
            when copies.id_pc_tramite is null then 'without_key'
            when versions.version_number > 1 then 'older_version'
            else 'kept'
        end as selection,
        versions.version_count,
        versions.feature_count,
        case
            when versions.version_number > 1 then cast(null as string)
            when versions.version_count = 1 then 'only_version'
            when (versions.fecha_aprobacion is distinct from versions.next_fecha_aprobacion)
                then 'latest_fecha_aprobacion'
            when (versions.fecha_registro_arch is distinct from versions.next_fecha_registro_arch)
                then 'latest_fecha_registro_arch'
            when versions.version_count > 1 then 'last_in_layer'
        end as selection_reason

    from copies
    left join versions
        on copies.feature_row = versions.feature_row

)

select * from final
