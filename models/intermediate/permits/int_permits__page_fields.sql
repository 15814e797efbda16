-- One row per labelled row of a page's general and other data, also under labels that folio does
-- not know. A label that stands twice on a page is kept twice; `is_used` marks the last one, which
-- the notebook takes as well.
with page_rows as (

    select * from {{ ref('int_permits__page_rows') }}

),

labels as (

    select * from {{ ref('permit_page_labels') }}

),

labelled as (

    select
        identificador_b64,
        section_key,
        row_number,
        labels as label,
        {{ label_name('labels') }} as label_key,
        nullif(cell_value, '') as field_value

    from page_rows
    where section_key <> 'parametros_de_construccion' and label_count > 0

),

matched as (

    select
        labelled.*,
        labels.column_name

    from labelled
    left join labels
        on
            labelled.section_key = labels.section
            and labelled.label_key = labels.label

),

final as (

    select
        {{ row_hash([
            'identificador_b64', 'section_key', 'cast(row_number as string)'
        ]) }} as field_key,
        identificador_b64,
        section_key,
        row_number,
        label,
        column_name,
        field_value,
        column_name is null as has_unknown_label,
        column_name is not null and row_number() over (
            partition by identificador_b64, column_name
            order by row_number desc
        ) = 1 as is_used

    from matched

)

select * from final
