-- Every step of the row ledger: whether in = out + dropped, and whether it takes in what the step
-- before let out.
select
    collection,
    chain,
    step_number,
    step,
    unit,
    rows_in,
    rows_dropped,
    rows_out,
    rows_in = rows_out + rows_dropped as balances,
    coalesce(
        lag(rows_out) over (partition by collection, chain order by step_number) = rows_in, true
    ) as meets

from quality.row_ledger
order by collection, chain, step_number
