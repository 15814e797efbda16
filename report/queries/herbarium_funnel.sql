-- From the labels of both sets to the sheets that the notebook keeps: what each step of the row
-- ledger drops, and why. (The chain of the labels comes before the notebook's, by their names as
-- well.)
select
    reason,
    rows_dropped,
    explanation,
    rows_in,
    rows_out

from quality.row_ledger
where
    collection = 'herbarium'
    and (chain = 'notebook' or (chain = 'labels' and unit = 'label'))
order by chain, step_number
