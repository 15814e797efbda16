-- If this fails, answered pages and permits no longer meet by their identifier, and permits_merged
-- falls apart as the notebook's merge did: the identifier is built otherwise than when the pages
-- were asked for, or the layer lost permits.
with counted as (

    select
        count(*) as pages,
        count_if(permit_count > 0) as pages_with_permit

    from {{ ref('permit_pages') }}
    where page_outcome = 'ok'

)

select *
from counted
where pages_with_permit < pages * {{ var('min_share_pages_with_permit') }}
