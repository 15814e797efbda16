-- One row per page and column of the notebook's flattened file, with the value that the notebook
-- keeps there.
--
-- Of each HTML row it takes the cells that stand in that row itself: the last one is the value,
-- the names of the others make the column's name, joined by `_sub_`, behind a prefix for the
-- section. A value overwrites an earlier one of the same name, and that is how it lost every
-- permit's largest areas. folio's own tables are int_permits__page_fields and
-- int_permits__page_parameters; this one is for the notebook's files and for comparing with them.
with cells as (

    select * from {{ ref('stg_lapaz__permit_page_cells') }}

),

prefixed as (

    select
        identificador_b64,
        section,
        row_number,
        column_number,
        trim(cell_text) as cell_text,
        case {{ label_name('section') }}
            when 'datos_generales' then 'gral__'
            when 'parametros_de_construccion' then 'par__'
            when 'otros_datos' then 'otro__'
        end as prefix

    from cells
    where not is_spanned

),

ends as (

    select
        *,
        max(column_number) over table_row as value_column,
        count(*) over table_row as cell_count

    from prefixed
    where prefix is not null
    window table_row as (partition by identificador_b64, section, row_number)

),

named as (

    select
        identificador_b64,
        row_number,
        prefix || {{ str_agg(
            'case when column_number < value_column then ' ~ notebook_name('cell_text') ~ ' end',
            '_sub_',
            'column_number'
        ) }} as column_name,
        max(case when column_number = value_column then cell_text end) as field_value

    from ends
    where cell_count > 1
    group by identificador_b64, section, prefix, row_number

),

final as (

    select
        identificador_b64,
        column_name,
        max_by(field_value, row_number) as field_value

    from named
    group by identificador_b64, column_name

)

select * from final
