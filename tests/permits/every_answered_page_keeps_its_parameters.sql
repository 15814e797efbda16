-- If this fails, a row of a page's parameters was overwritten or lost on its way, as in the
-- notebook, or was read twice: each labelled row of the page is one row of permit_parameters.
with cells as (

    select * from {{ ref('stg_lapaz__permit_page_cells') }}

),

parameters as (

    select * from {{ ref('permit_parameters') }}

),

page_rows as (

    select
        identificador_b64,
        row_number

    from cells
    where {{ label_name('section') }} = 'parametros_de_construccion'
    group by identificador_b64, section, row_number
    having count(*) > 1

),

on_page as (

    select
        identificador_b64,
        count(*) as row_count

    from page_rows
    group by identificador_b64

),

in_mart as (

    select
        identificador_b64,
        count(*) as row_count

    from parameters
    group by identificador_b64

)

select
    on_page.identificador_b64 as on_page,
    in_mart.identificador_b64 as in_mart,
    on_page.row_count as rows_on_page,
    in_mart.row_count as rows_in_mart

from on_page
full outer join in_mart
    on on_page.identificador_b64 = in_mart.identificador_b64
where on_page.row_count is distinct from in_mart.row_count
