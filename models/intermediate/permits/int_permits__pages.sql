-- One row per permit asked for: the outcome, and the page's general and other data in columns.
with pages as (

    select * from {{ ref('stg_lapaz__permit_pages') }}

),

fields as (

    select * from {{ ref('int_permits__page_fields') }}

),

parameters as (

    select * from {{ ref('int_permits__page_parameters') }}

),

months as (

    select * from {{ ref('spanish_months') }}

),

field_columns as (

    select
        identificador_b64,
        max(case when column_name = 'codigo_catastral' then field_value end)
            as codigo_catastral_text,
        max(case when column_name = 'zona_referencial' then field_value end) as zona_referencial,
        max(case when column_name = 'patron_de_asentamiento' then field_value end)
            as patron_de_asentamiento,
        max(case when column_name = 'normativa_segun_informe' then field_value end)
            as normativa_segun_informe,
        max(case when column_name = 'informe' then field_value end) as informe,
        max(case when column_name = 'fecha_aprobacion' then field_value end)
            as fecha_aprobacion_text,
        max(case when column_name = 'arquitecto_reponsable' then field_value end)
            as arquitecto_reponsable,
        max(case when column_name = 'tipo_de_obra' then field_value end) as tipo_de_obra,
        max(case when column_name = 'tipo_de_proyecto' then field_value end) as tipo_de_proyecto

    from fields
    where is_used
    group by identificador_b64

),

unknown_fields as (

    select
        identificador_b64,
        count(*) as unknown_label_count

    from fields
    where has_unknown_label
    group by identificador_b64

),

parameter_counts as (

    select
        identificador_b64,
        count(*) as parameter_count

    from parameters
    group by identificador_b64

),

final as (

    select
        -- keys
        pages.identificador_b64,
        {{ cadastral_code('field_columns.codigo_catastral_text') }} as codigo_catastral,
        field_columns.codigo_catastral_text,
        coalesce(
            regexp_extract(
                {{ cadastral_code('field_columns.codigo_catastral_text') }}, '^[0-9]{15}$', 0
            ) <> '',
            false
        ) as is_codigo_catastral_valid,

        -- what
        pages.page_outcome,
        pages.page_error,
        field_columns.zona_referencial,
        field_columns.patron_de_asentamiento,
        field_columns.normativa_segun_informe,
        field_columns.informe,
        field_columns.tipo_de_obra,
        field_columns.tipo_de_proyecto,
        coalesce(parameter_counts.parameter_count, 0) as parameter_count,
        coalesce(unknown_fields.unknown_label_count, 0) as unknown_label_count,

        -- who
        field_columns.arquitecto_reponsable,

        -- when
        {{ spanish_date('field_columns.fecha_aprobacion_text', 'months.month') }}
            as fecha_aprobacion,
        field_columns.fecha_aprobacion_text,

        -- lineage
        pages.url,
        pages.http_status,
        pages.fetched_at,
        pages.page_sha256,
        pages.load_id

    from pages
    left join field_columns
        on pages.identificador_b64 = field_columns.identificador_b64
    left join unknown_fields
        on pages.identificador_b64 = unknown_fields.identificador_b64
    left join parameter_counts
        on pages.identificador_b64 = parameter_counts.identificador_b64
    left join months
        on {{ spanish_date_month('field_columns.fecha_aprobacion_text') }} = months.abbreviation

)

select * from final
