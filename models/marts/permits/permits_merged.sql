-- Permits and their pages side by side, joined by identifier: one row per permit and page that
-- belong together, per permit without a page, and per page without a permit. `fuente` says which:
-- Ambos, API, HTML. Only pages that were answered take part; what came of the others is in
-- permits.page_outcome.
with permits as (

    select * from {{ ref('permits') }}

),

pages as (

    select *
    from {{ ref('permit_pages') }}
    where page_outcome = 'ok'

),

final as (

    select
        {{ row_hash([
            'cast(permits.id_pc_tramite as string)', 'pages.identificador_b64'
        ]) }} as merged_key,
        case
            when pages.identificador_b64 is null then 'API'
            when permits.id_pc_tramite is null then 'HTML'
            else 'Ambos'
        end as fuente,

        -- the layer
        permits.id_pc_tramite,
        permits.numero_tramite,
        permits.anio_registro,
        permits.codigo_catastral,
        permits.identificador,
        permits.identificador_b64,
        permits.descripcion,
        permits.id_tipo_tramite,
        permits.id_tipo_obra,
        permits.tipo_obra,
        permits.id_proyecto_desarrollo,
        permits.tipo_proyecto,
        permits.resultado,
        permits.is_approved,
        permits.estado_tramite,
        permits.id_ins_documento,
        permits.nombre_archivo,
        permits.page_outcome,
        permits.solicitante,
        permits.arquitecto_nombre,
        permits.arquitecto_registro_nacional_cab,
        permits.fecha_registro,
        permits.fecha_registro_arch,
        permits.fecha_aprobacion,
        permits.nro_inmueble,
        permits.nombre_edificio,
        permits.macro_distrito,
        permits.distrito_municipal,
        permits.cantidad_pisos,
        permits.superficie_legal,
        permits.superficie_construida,
        permits.geometry_kind,
        permits.latitude,
        permits.longitude,
        permits.is_codigo_catastral_valid,
        permits.was_codigo_catastral_padded,
        permits.has_odd_geometry,
        permits.is_outside_la_paz,
        permits.has_implausible_floors,
        permits.has_implausible_district,
        permits.has_implausible_area,
        permits.is_approved_before_registered,
        permits.unreadable_attributes,
        permits.version_count,
        permits.feature_count,
        permits.selection_reason,
        permits.feature_id,
        permits.load_id,

        -- the page
        pages.identificador_b64 as identificador_b64_html,
        pages.identificador as identificador_html,
        pages.codigo_catastral as codigo_catastral_html,
        pages.codigo_catastral_text,
        pages.page_outcome as page_outcome_html,
        pages.page_error,
        pages.zona_referencial,
        pages.patron_de_asentamiento,
        pages.normativa_segun_informe,
        pages.informe,
        pages.tipo_de_obra,
        pages.tipo_de_proyecto,
        pages.arquitecto_reponsable,
        pages.fecha_aprobacion as fecha_aprobacion_html,
        pages.fecha_aprobacion_text,
        pages.is_codigo_catastral_valid as is_codigo_catastral_valid_html,
        pages.parameter_count,
        pages.unknown_label_count,
        pages.permit_count,
        pages.url,
        pages.http_status,
        pages.fetched_at,
        pages.page_sha256,
        pages.load_id as load_id_html

    from permits
    full outer join pages
        on permits.identificador_b64 = pages.identificador_b64

)

select * from final
