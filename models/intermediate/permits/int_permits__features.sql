-- One row per feature of the layer, with its cadastral code in 15 digits, its identifier and its
-- flags. Implausible values are flagged, never changed.
--
-- The identifier is `codigoCatastral|NumeroTramite|year(fechaRegistro)`, the year in UTC; a
-- permit's page has its base64 for an address. NULL where one of the three is missing: there is no
-- page then.
with features as (

    select * from {{ ref('stg_lapaz__permit_features') }}

),

plausible as (

    select * from {{ ref('permit_plausible_ranges') }}

),

ranges as (

    select
        max(case when attribute = 'cantidad_pisos' then lowest end) as least_floors,
        max(case when attribute = 'cantidad_pisos' then highest end) as most_floors,
        max(case when attribute = 'distrito_municipal' then lowest end) as first_district,
        max(case when attribute = 'distrito_municipal' then highest end) as last_district,
        max(case when attribute = 'longitude' then lowest end) as west,
        max(case when attribute = 'longitude' then highest end) as east,
        max(case when attribute = 'latitude' then lowest end) as south,
        max(case when attribute = 'latitude' then highest end) as north,
        max(case when attribute = 'superficie_legal' then lowest end) as least_legal_area,
        max(case when attribute = 'superficie_construida' then lowest end) as least_built_area

    from plausible

),

identified as (

    select
        *,
        {{ cadastral_code('codigo_catastral_text') }} as codigo_catastral,
        length({{ cadastral_code_digits('codigo_catastral_text') }}) < 15 as is_code_short,
        {{ integer_text("nullif(trim(numero_tramite_text), '')") }} as numero_in_identifier,
        cast(year(fecha_registro) as bigint) as anio_registro,
        coalesce(upper(trim(resultado)) = 'APROBADO', false) as is_approved,
        -- the same text is the same feature, sent or held twice; the ids of the two may differ
        {{ row_hash(['properties', 'geometry']) }} as content_key

    from features

),

-- The notebook's parser understood only times with fractional seconds: the others became nothing,
-- and the year `<NA>`. It also took the code as the server wrote it.
composed as (

    select
        *,
        codigo_catastral || '|' || numero_in_identifier || '|' || cast(anio_registro as string)
            as identificador,
        codigo_catastral_text || '|' || numero_in_identifier || '|'
        || case
            when regexp_extract(fecha_registro_text, '[.][0-9]+', 0) <> ''
                then coalesce(cast(anio_registro as string), '<NA>')
            else '<NA>'
        end as notebook_identificador

    from identified

),

measured_against as (

    select
        composed.*,
        ranges.*

    from composed
    cross join ranges

),

flagged as (

    select
        *,
        coalesce(
            regexp_extract(codigo_catastral, '^[0-9]{15}$', 0) <> '', false
        ) as is_codigo_catastral_valid,
        geometry is not null and (longitude is null or latitude is null) as has_odd_geometry,
        coalesce(
            longitude < west or longitude > east or latitude < south or latitude > north, false
        ) as is_outside_la_paz,
        coalesce(
            cantidad_pisos < least_floors or cantidad_pisos > most_floors, false
        ) as has_implausible_floors,
        coalesce(
            distrito_municipal < first_district or distrito_municipal > last_district, false
        ) as has_implausible_district,
        coalesce(superficie_legal < least_legal_area, false)
        or coalesce(superficie_construida < least_built_area, false) as has_implausible_area,
        coalesce(fecha_aprobacion < fecha_registro, false) as is_approved_before_registered

    from measured_against

),

final as (

    select
        -- keys
        feature_row,
        feature_id,
        id_pc_tramite,
        content_key,
        identificador,
        {{ to_base64('identificador') }} as identificador_b64,
        notebook_identificador,
        numero_tramite,
        anio_registro,
        codigo_catastral,
        codigo_catastral_text,

        -- what
        descripcion,
        id_tipo_tramite,
        id_tipo_obra,
        tipo_obra,
        id_proyecto_desarrollo,
        tipo_proyecto,
        resultado,
        is_approved,
        estado_tramite,
        id_ins_documento,
        nombre_archivo,

        -- who
        solicitante,
        arquitecto_nombre,
        arquitecto_registro_nacional_cab,

        -- when
        fecha_registro,
        fecha_registro_arch,
        fecha_aprobacion,

        -- where and how big
        nro_inmueble,
        nombre_edificio,
        macro_distrito,
        distrito_municipal,
        cantidad_pisos,
        superficie_legal,
        superficie_construida,
        geometry_kind,
        latitude,
        longitude,

        -- flags
        is_codigo_catastral_valid,
        is_codigo_catastral_valid and is_code_short as was_codigo_catastral_padded,
        has_odd_geometry,
        is_outside_la_paz,
        has_implausible_floors,
        has_implausible_district,
        has_implausible_area,
        is_approved_before_registered,
        unreadable_attributes,

        -- lineage
        load_id

    from flagged

)

select * from final
