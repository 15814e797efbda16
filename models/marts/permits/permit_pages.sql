-- One row per permit asked for, with the page's general and other data; a refusal and a failure
-- are rows as well.
with pages as (

    select * from {{ ref('int_permits__pages') }}

),

permits as (

    select * from {{ ref('permits') }}

),

permit_identifiers as (

    select
        identificador_b64,
        min(identificador) as identificador,
        count(*) as permit_count

    from permits
    where identificador_b64 is not null
    group by identificador_b64

),

final as (

    select
        -- keys
        pages.identificador_b64,
        permit_identifiers.identificador,
        pages.codigo_catastral,
        pages.codigo_catastral_text,

        -- what
        pages.page_outcome,
        pages.page_error,
        pages.zona_referencial,
        pages.patron_de_asentamiento,
        pages.normativa_segun_informe,
        pages.informe,
        pages.tipo_de_obra,
        pages.tipo_de_proyecto,

        -- who
        pages.arquitecto_reponsable,

        -- when
        pages.fecha_aprobacion,
        pages.fecha_aprobacion_text,

        -- flags
        pages.is_codigo_catastral_valid,
        pages.parameter_count,
        pages.unknown_label_count,
        coalesce(permit_identifiers.permit_count, 0) as permit_count,

        -- lineage
        pages.url,
        pages.http_status,
        pages.fetched_at,
        pages.page_sha256,
        pages.load_id

    from pages
    left join permit_identifiers
        on pages.identificador_b64 = permit_identifiers.identificador_b64

)

select * from final
