-- A step fails here where it does not take in what the step before let out, or where a chain lacks
-- a step: between the two, rows would come or go unseen.
with steps as (

    select
        *,
        lag(rows_out) over (partition by collection, chain order by step_number) as rows_before,
        row_number() over (partition by collection, chain order by step_number) as place

    from {{ ref('row_ledger') }}

)

select *
from steps
where
    step_number <> place
    or (place > 1 and rows_in is distinct from rows_before)
