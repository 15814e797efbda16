-- One row per permit: its latest version in the layer, and what came of asking for its page.
-- The rule for choosing among the layer's features stands in int_permits__feature_selection.
with features as (

    select * from {{ ref('int_permits__features') }}

),

selection as (

    select * from {{ ref('int_permits__feature_selection') }}

),

pages as (

    select * from {{ ref('int_permits__pages') }}

),

final as (

    select
        -- keys
        features.id_pc_tramite,
        features.numero_tramite,
        features.anio_registro,
        features.codigo_catastral,
        features.identificador,
        features.identificador_b64,

        -- what
        features.descripcion,
        features.id_tipo_tramite,
        features.id_tipo_obra,
        features.tipo_obra,
        features.id_proyecto_desarrollo,
        features.tipo_proyecto,
        features.resultado,
        features.is_approved,
        features.estado_tramite,
        features.id_ins_documento,
        features.nombre_archivo,
        pages.page_outcome,

        -- who
        features.solicitante,
        features.arquitecto_nombre,
        features.arquitecto_registro_nacional_cab,

        -- when
        features.fecha_registro,
        features.fecha_registro_arch,
        features.fecha_aprobacion,

        -- where and how big
        features.nro_inmueble,
        features.nombre_edificio,
        features.macro_distrito,
        features.distrito_municipal,
        features.cantidad_pisos,
        features.superficie_legal,
        features.superficie_construida,
        features.geometry_kind,
        features.latitude,
        features.longitude,

        -- flags
        features.is_codigo_catastral_valid,
        features.was_codigo_catastral_padded,
        features.has_odd_geometry,
        features.is_outside_la_paz,
        features.has_implausible_floors,
        features.has_implausible_district,
        features.has_implausible_area,
        features.is_approved_before_registered,
        features.unreadable_attributes,

        -- lineage
        selection.version_count,
        selection.feature_count,
        selection.selection_reason,
        features.feature_id,
        features.load_id

    from features
    inner join selection
        on features.feature_row = selection.feature_row
    left join pages
        on features.identificador_b64 = pages.identificador_b64
    where selection.selection = 'kept'

)

select * from final
