-- If this fails, the cadastral codes of pages and layer are written differently again: no match at
-- all was the notebook's result.
with permits as (

    select distinct codigo_catastral
    from {{ ref('permits') }}
    where codigo_catastral is not null

),

pages as (

    select * from {{ ref('permit_pages') }}

),

counted as (

    select
        count(*) as pages,
        count(permits.codigo_catastral) as pages_with_code

    from pages
    left join permits
        on pages.codigo_catastral = permits.codigo_catastral
    where pages.page_outcome = 'ok'

)

select *
from counted
where pages_with_code < pages * {{ var('min_share_pages_with_permit') }}
