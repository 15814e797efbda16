-- Every step between a source and a mart, with the rows that it takes in, lets out and drops, and
-- why. Within a chain, what one step lets out the next one takes in; the last step's rows_out is a
-- mart's number of rows.
with herbarium as (

    select * from {{ ref('int_herbarium__row_ledger') }}

),

permits as (

    select * from {{ ref('int_permits__row_ledger') }}

),

steps as (

    select * from herbarium
    union all
    select * from permits

),

final as (

    select
        collection,
        chain,
        step_number,
        step,
        reason,
        unit,
        rows_in,
        rows_out,
        rows_dropped,
        explanation

    from steps

)

select * from final
