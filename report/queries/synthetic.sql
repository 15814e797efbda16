-- The collections that show made-up records of the replica now.
select distinct coalesce(collection, source) as collection
from quality.loads
where
    is_current
    and is_synthetic
order by collection
