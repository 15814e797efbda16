-- One row per feature as the layer sent it: the 26 attributes out of their JSON, typed, and the
-- point. An absent attribute, a null and an empty text are all NULL: some servers send "" for
-- nothing. A value that is there and cannot be read in its type is NULL too, and
-- `unreadable_attributes` names it.
with features as (

    select * from {{ source('lapaz', 'permit_features') }}

),

attributes as (

    select
        feature_id,
        page,
        position,
        _row,
        _load_id,

        -- GeoJSON writes "no geometry" as null, so its text may be the word
        nullif(geometry, 'null') as geometry,
        properties,

        nullif({{ json_str('properties', '$.idPCTramite') }}, '') as id_pc_tramite_text,
        nullif({{ json_str('properties', '$.NumeroTramite') }}, '') as numero_tramite_text,
        nullif({{ json_str('properties', '$.codigoCatastral') }}, '') as codigo_catastral_text,

        nullif({{ json_str('properties', '$.descripcion') }}, '') as descripcion,
        nullif({{ json_str('properties', '$.idTipoTramite') }}, '') as id_tipo_tramite_text,
        nullif({{ json_str('properties', '$.idTipoObra') }}, '') as id_tipo_obra_text,
        nullif({{ json_str('properties', '$.TipoObra') }}, '') as tipo_obra,
        nullif({{ json_str('properties', '$.idProyectoDesarrollo') }}, '')
            as id_proyecto_desarrollo_text,
        nullif({{ json_str('properties', '$.TipoProyecto') }}, '') as tipo_proyecto,
        nullif({{ json_str('properties', '$.Resultado') }}, '') as resultado,
        nullif({{ json_str('properties', '$.EstadoTramite') }}, '') as estado_tramite,
        nullif({{ json_str('properties', '$.idInsDocumento') }}, '') as id_ins_documento_text,
        nullif({{ json_str('properties', '$.nombreArchivo') }}, '') as nombre_archivo,

        nullif({{ json_str('properties', '$.Solicitante') }}, '') as solicitante,
        nullif({{ json_str('properties', '$.arquitectoNombre') }}, '') as arquitecto_nombre,
        nullif({{ json_str('properties', '$.arquitectoRegistroNacionalCAB') }}, '')
            as arquitecto_registro_nacional_cab,

        nullif({{ json_str('properties', '$.fechaRegistro') }}, '') as fecha_registro_text,
        nullif({{ json_str('properties', '$.FechaRegistroArch') }}, '')
            as fecha_registro_arch_text,
        nullif({{ json_str('properties', '$.fechaAprobacion') }}, '') as fecha_aprobacion_text,

        nullif({{ json_str('properties', '$.nroInmueble') }}, '') as nro_inmueble,
        nullif({{ json_str('properties', '$.nombreEdificio') }}, '') as nombre_edificio,
        nullif({{ json_str('properties', '$.macroDistrito') }}, '') as macro_distrito,
        nullif({{ json_str('properties', '$.distritoMunicipal') }}, '')
            as distrito_municipal_text,
        nullif({{ json_str('properties', '$.cantidadPisos') }}, '') as cantidad_pisos_text,
        nullif({{ json_str('properties', '$.superficieLegal') }}, '') as superficie_legal_text,
        nullif({{ json_str('properties', '$.SuperficieConstruida') }}, '')
            as superficie_construida_text

    from features

),

-- Only a Point has one longitude and one latitude; GeoJSON gives them in this order (RFC 7946,
-- 3.1.1).
points as (

    select
        *,
        {{ json_str('geometry', '$.type') }} as geometry_kind,
        case
            when {{ json_str('geometry', '$.type') }} = 'Point'
                then {{ parse_number(json_str('geometry', '$.coordinates[0]')) }}
        end as longitude,
        case
            when {{ json_str('geometry', '$.type') }} = 'Point'
                then {{ parse_number(json_str('geometry', '$.coordinates[1]')) }}
        end as latitude

    from attributes

),

typed as (

    select
        *,
        {{ parse_whole_number(integer_text('id_pc_tramite_text')) }} as id_pc_tramite,
        {{ parse_whole_number(integer_text('numero_tramite_text')) }} as numero_tramite,
        {{ parse_whole_number(integer_text('id_tipo_tramite_text')) }} as id_tipo_tramite,
        {{ parse_whole_number(integer_text('id_tipo_obra_text')) }} as id_tipo_obra,
        {{ parse_whole_number(integer_text('id_proyecto_desarrollo_text')) }}
            as id_proyecto_desarrollo,
        {{ parse_whole_number(integer_text('id_ins_documento_text')) }} as id_ins_documento,
        {{ parse_iso_utc('fecha_registro_text') }} as fecha_registro,
        {{ parse_iso_utc('fecha_registro_arch_text') }} as fecha_registro_arch,
        {{ parse_iso_utc('fecha_aprobacion_text') }} as fecha_aprobacion,
        {{ parse_whole_number(integer_text('distrito_municipal_text')) }} as distrito_municipal,
        {{ parse_whole_number(integer_text('cantidad_pisos_text')) }} as cantidad_pisos,
        {{ parse_number('superficie_legal_text') }} as superficie_legal,
        {{ parse_number('superficie_construida_text') }} as superficie_construida

    from points

),

final as (

    select
        -- keys
        _row as feature_row,
        feature_id,
        id_pc_tramite,
        numero_tramite,
        numero_tramite_text,
        codigo_catastral_text,

        -- what
        descripcion,
        id_tipo_tramite,
        id_tipo_obra,
        tipo_obra,
        id_proyecto_desarrollo,
        tipo_proyecto,
        resultado,
        estado_tramite,
        id_ins_documento,
        nombre_archivo,

        -- who
        solicitante,
        arquitecto_nombre,
        arquitecto_registro_nacional_cab,

        -- when
        fecha_registro,
        fecha_registro_text,
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

        -- lineage
        nullif(
            concat_ws(
                ', ',
                {{ unreadable('id_pc_tramite', 'idPCTramite') }},
                {{ unreadable('numero_tramite', 'NumeroTramite') }},
                {{ unreadable('id_tipo_tramite', 'idTipoTramite') }},
                {{ unreadable('id_tipo_obra', 'idTipoObra') }},
                {{ unreadable('id_proyecto_desarrollo', 'idProyectoDesarrollo') }},
                {{ unreadable('id_ins_documento', 'idInsDocumento') }},
                {{ unreadable('fecha_registro', 'fechaRegistro') }},
                {{ unreadable('fecha_registro_arch', 'FechaRegistroArch') }},
                {{ unreadable('fecha_aprobacion', 'fechaAprobacion') }},
                {{ unreadable('distrito_municipal', 'distritoMunicipal') }},
                {{ unreadable('cantidad_pisos', 'cantidadPisos') }},
                {{ unreadable('superficie_legal', 'superficieLegal') }},
                {{ unreadable('superficie_construida', 'SuperficieConstruida') }}
            ),
            ''
        ) as unreadable_attributes,
        properties,
        geometry,
        page,
        position,
        _load_id as load_id

    from typed

)

select * from final
