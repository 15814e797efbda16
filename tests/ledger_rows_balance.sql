-- A row of the ledger fails here where rows were lost without a reason, or counted twice: what
-- comes in must be what goes out and what is dropped.
select *
from {{ ref('row_ledger') }}
where
    (rows_in = rows_out + rows_dropped) is distinct from true
    or rows_in < 0
    or rows_out < 0
    or rows_dropped < 0
