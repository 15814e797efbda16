-- If this fails, the cadastral merge has lost rows or made too many: a code's rows are its permits
-- times its pages, or the one where the other is missing. What has no code stands alone, once.
with merged as (

    select * from {{ ref('cadastral_merge') }}

),

permits as (

    select * from {{ ref('permits') }}

),

pages as (

    select * from {{ ref('permit_pages') }}

),

sides as (

    select
        codigo_catastral,
        1 as permits,
        0 as pages,
        0 as merged_rows,
        cast(null as bigint) as permits_on_code,
        cast(null as bigint) as pages_on_code
    from permits

    union all

    select
        codigo_catastral,
        0 as permits,
        1 as pages,
        0 as merged_rows,
        cast(null as bigint) as permits_on_code,
        cast(null as bigint) as pages_on_code
    from pages

    union all

    select
        codigo_catastral,
        0 as permits,
        0 as pages,
        1 as merged_rows,
        permits_on_code,
        pages_on_code
    from merged

),

codes as (

    select
        codigo_catastral,
        sum(permits) as permits,
        sum(pages) as pages,
        sum(merged_rows) as merged_rows,
        min(permits_on_code) as least_permits_on_code,
        max(permits_on_code) as most_permits_on_code,
        min(pages_on_code) as least_pages_on_code,
        max(pages_on_code) as most_pages_on_code

    from sides
    group by codigo_catastral

)

select *
from codes
where
    (
        codigo_catastral is not null
        and (
            merged_rows <> greatest(permits, 1) * greatest(pages, 1)
            or least_permits_on_code <> permits
            or most_permits_on_code <> permits
            or least_pages_on_code <> pages
            or most_pages_on_code <> pages
        )
    )
    or (
        codigo_catastral is null
        and (
            merged_rows <> permits + pages
            or most_permits_on_code <> 0
            or most_pages_on_code <> 0
        )
    )
