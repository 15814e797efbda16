-- One row per table cell of a page; a cell that hangs over several rows or columns stands in each
-- of them.
with cells as (

    select * from {{ source('lapaz', 'permit_page_cells') }}

),

final as (

    select
        -- keys
        identificador_b64,
        section,
        row_number,
        column_number,

        -- what
        text as cell_text,
        is_spanned,

        -- lineage
        _row as cell_row,
        _load_id as load_id

    from cells

)

select * from final
