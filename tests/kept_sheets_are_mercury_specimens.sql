-- A barcode fails here where labelled_sheets says `kept` and mercury_specimens lacks it, or the
-- other way round: one of the two no longer follows the notebook's rules.
with labelled_sheets as (

    select barcode
    from {{ ref('labelled_sheets') }}
    where outcome = 'kept'

),

mercury_specimens as (

    select barcode
    from {{ ref('mercury_specimens') }}

)

select
    barcode,
    labelled_sheets.barcode is not null as is_said_to_be_kept,
    mercury_specimens.barcode is not null as is_kept

from labelled_sheets
full outer join mercury_specimens
    using (barcode)
where (labelled_sheets.barcode is null) <> (mercury_specimens.barcode is null)
