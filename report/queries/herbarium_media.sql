-- From the rows of the museum's media file to those that bear a barcode.
select
    reason,
    rows_dropped,
    explanation,
    rows_in,
    rows_out

from quality.row_ledger
where
    collection = 'herbarium'
    and chain = 'media'
order by step_number
