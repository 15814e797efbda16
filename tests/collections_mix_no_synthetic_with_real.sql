-- A collection fails here where one of its tables holds made-up records of the replica and another
-- one real records: whatever joins them looks real and is not. Land both from the same place, or
-- use a FOLIO_HOME and a FOLIO_DB of their own for each.
select
    collection,
    count(*) filter (where is_synthetic) as synthetic_tables,
    count(*) filter (where not is_synthetic) as real_tables

from {{ ref('loads') }}
where
    is_current
    and collection is not null
group by collection
having bool_or(is_synthetic) and bool_or(not is_synthetic)
