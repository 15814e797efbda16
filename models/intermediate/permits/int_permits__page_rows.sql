-- One row per row of a page's tables: its labels and its value.
--
-- The last cell of a row is the value, the cells before it are labels. The cells that hang down
-- from above are there (the ingester carries them), so a row of the parameters' table is code,
-- name, perhaps a level, value, whatever stood in its own HTML row.
with cells as (

    select * from {{ ref('stg_lapaz__permit_page_cells') }}

),

-- Columns are counted anew within each row, so nothing depends on where the ingester's count
-- begins.
placed as (

    select
        identificador_b64,
        section,
        row_number,
        coalesce(trim(cell_text), '') as cell_text,
        is_spanned,
        row_number() over row_cells as place,
        lag(coalesce(trim(cell_text), '')) over row_cells as text_before

    from cells
    window row_cells as (
        partition by identificador_b64, section, row_number
        order by column_number
    )

),

-- A cell wider than one column repeats its text to the right: no second label, and no second
-- value.
told_apart as (

    select
        identificador_b64,
        section,
        row_number,
        place,
        cell_text,
        is_spanned and coalesce(cell_text = text_before, false) as is_widened

    from placed

),

ends as (

    select
        *,
        max(case when not is_widened then place end) over (
            partition by identificador_b64, section, row_number
        ) as value_place

    from told_apart

),

-- Code and name are known by their place, for both may hang down with the same text, and then seem
-- widened.
rows_of_tables as (

    select
        identificador_b64,
        section,
        row_number,
        count(case when not is_widened and place < value_place then 1 end) as label_count,
        max(case when place = 1 and place < value_place then cell_text end) as first_label,
        max(case when place = 2 and place < value_place then cell_text end) as second_label,
        max_by(
            cell_text,
            case when not is_widened and place > 2 and place < value_place then place end
        ) as last_label,
        {{ str_agg(
            'case when not is_widened and place < value_place then cell_text end', ' | ', 'place'
        ) }} as labels,
        max(case when place = value_place then cell_text end) as cell_value

    from ends
    group by identificador_b64, section, row_number

),

final as (

    select
        identificador_b64,
        section,
        {{ label_name('section') }} as section_key,
        row_number,
        label_count,
        first_label,
        second_label,
        last_label,
        labels,
        cell_value

    from rows_of_tables

)

select * from final
