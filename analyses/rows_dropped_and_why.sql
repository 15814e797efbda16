-- Where rows leave on the way from the sources to the marts, and why. One row per step that drops
-- any.
with row_ledger as (

    select * from {{ ref('row_ledger') }}

),

final as (

    select
        collection,
        chain,
        step_number,
        reason,
        rows_in,
        rows_dropped,
        unit,
        round(100.0 * rows_dropped / nullif(rows_in, 0), 2) as percent_dropped,
        explanation

    from row_ledger
    where rows_dropped > 0

)

select * from final
order by collection, chain, step_number
