-- From the labelled sheets to those that may be used by folio's own rule: one specimen, one label,
-- all images CC0.
select
    reason,
    rows_dropped,
    explanation,
    rows_in,
    rows_out

from quality.row_ledger
where
    collection = 'herbarium'
    and chain = 'usable'
order by step_number
