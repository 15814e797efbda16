-- The layer as the notebook's frame holds it: `layer` in the layer's own names, `identified` in
-- the notebook's. One row a feature, as the server sent it: repeats and older versions are in it.
--
-- All attributes are written, also ones that the layer gains later. Those known stand first and in
-- the layer's order, so that the header stands even where nothing is landed.
create or replace temp table attributes as
with known as (

    select
        unnest([
            'idPCTramite', 'descripcion', 'idTipoTramite', 'fechaRegistro', 'Solicitante',
            'arquitectoNombre', 'arquitectoRegistroNacionalCAB', 'nroInmueble',
            'idProyectoDesarrollo', 'idTipoObra', 'TipoProyecto', 'TipoObra', 'NumeroTramite',
            'Resultado', 'EstadoTramite', 'idInsDocumento', 'nombreArchivo', 'FechaRegistroArch',
            'codigoCatastral', 'fechaAprobacion', 'macroDistrito', 'distritoMunicipal',
            'cantidadPisos', 'superficieLegal', 'nombreEdificio', 'SuperficieConstruida'
        ]) as attribute,
        unnest(range(26)) as place

),

keys as (

    select
        unnest(json_keys(properties)) as attribute,
        unnest(range(len(json_keys(properties)))) as place

    from staging.stg_lapaz__permit_features

),

-- a feature that lacks other attributes shows one too far to the left, never too far to the right
seen as (

    select
        attribute,
        max(place) as place

    from keys
    group by attribute

),

final as (

    select
        coalesce(known.attribute, seen.attribute) as attribute,
        known.attribute is null as is_new,
        coalesce(known.place, seen.place) as place

    from known
    full join seen
        on known.attribute = seen.attribute

)

select
    attribute,
    lower(regexp_replace(
        regexp_replace(attribute, '(.)([A-Z][a-z]+)', '\1_\2', 'g'),
        '([a-z0-9])([A-Z])', '\1_\2', 'g'
    )) as snake_name,
    row_number() over (order by is_new, place, attribute) as place

from final;

create or replace temp type attribute_name as enum ( -- noqa: PRS
    select attribute from attributes order by place
);

create or replace temp type snake_name as enum ( -- noqa: PRS
    select snake_name from attributes order by place
);

-- One row per feature and attribute that has a value there: the text that pandas would write. A
-- column has one type in pandas, so how a number is written depends on the whole column.
create or replace temp table attribute_values as
with sent as (

    select
        features.feature_row,
        entry.key as attribute,
        entry.type in ('BIGINT', 'UBIGINT', 'DOUBLE') as is_number,
        entry.type = 'DOUBLE' as is_decimal,
        case entry.type
            when 'BOOLEAN' then upper(left(entry.atom, 1)) || substr(entry.atom, 2)
            when 'DOUBLE' then as_decimal(entry.atom)
            when 'VARCHAR' then json_extract_string(entry.value, '$')
            else cast(entry.value as varchar)
        end as value

    from staging.stg_lapaz__permit_features as features
    cross join json_each(features.properties) as entry
    where entry.type <> 'NULL'

),

columns_of_one_type as (

    select
        attribute,
        bool_and(is_number) as is_number,
        bool_or(is_decimal)
        or count(*) < (select count(*) from staging.stg_lapaz__permit_features) as is_decimal

    from sent
    group by attribute

)

select
    sent.feature_row,
    sent.attribute,
    attributes.snake_name,
    columns_of_one_type.is_number,
    case
        when columns_of_one_type.is_number and columns_of_one_type.is_decimal
            then as_decimal(sent.value)
        else sent.value
    end as value

from sent
inner join attributes
    on sent.attribute = attributes.attribute
inner join columns_of_one_type
    on sent.attribute = columns_of_one_type.attribute;

create or replace temp table layer as
with wide as (

    pivot (select feature_row, attribute, value from attribute_values)
    on attribute in attribute_name
    using max(value)
    group by feature_row

)

select
    features.feature_row,
    wide.* exclude (feature_row),
    features.latitude,
    features.longitude

from intermediate.int_permits__features as features
left join wide
    on features.feature_row = wide.feature_row;

-- The notebook's parser read no time without a fraction of a second, and made identifiers that end
-- in `<NA>`; folio reads them all.
create or replace temp table identified as
with wide as (

    pivot (select feature_row, snake_name, value from attribute_values)
    on snake_name in snake_name
    using max(value)
    group by feature_row

)

select
    features.feature_row,
    wide.* exclude (feature_row),
    features.latitude,
    features.longitude,
    features.anio_registro,
    features.identificador,
    features.identificador_b64

from intermediate.int_permits__features as features
left join wide
    on features.feature_row = wide.feature_row;
