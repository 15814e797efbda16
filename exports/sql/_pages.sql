-- The pages as the notebook's frame holds them: one row a request. It asks once an approved
-- feature, so a repeated feature's page stands there twice. Pages of permits that left the layer
-- come last.
create or replace temp table requests as
with features as (

    select
        feature_row,
        identificador_b64

    from intermediate.int_permits__features
    where is_approved

),

pages as (

    select * from intermediate.int_permits__pages

)

select
    row_number() over (
        order by features.feature_row nulls last, pages.identificador_b64
    ) as request,
    pages.identificador_b64,
    pages.codigo_catastral

from pages
left join features
    on pages.identificador_b64 = features.identificador_b64;

-- The notebook's columns are what it met on the pages. Where there is no page, it notes the
-- address and the error alone.
create or replace temp table page_values as
select
    identificador_b64,
    column_name,
    nullif(field_value, '') as value

from intermediate.int_permits__notebook_page_fields

union all

select
    identificador_b64,
    unnest(['url', 'identificador_b64', 'error']) as column_name,
    unnest([
        url,
        case when page_outcome = 'ok' then identificador_b64 end,
        case page_outcome
            when 'refused' then 'rechazada'
            when 'failed' then coalesce(page_error, 'failed')
        end
    ]) as value

from intermediate.int_permits__pages;

-- what the notebook works with further down is there even where no page was read
create or replace temp type page_column as enum ( -- noqa: PRS
    select column_name from page_values
    union distinct
    select unnest(['error', 'gral__codigo_catastral', 'identificador_b64', 'url'])
    order by 1
);

create or replace temp table pages as
with wide as (

    pivot (select identificador_b64 as page, column_name, value from page_values)
    on column_name in page_column
    using max(value)
    group by page

)

select
    requests.request,
    requests.codigo_catastral,
    wide.* exclude (page)

from requests
inner join wide
    on requests.identificador_b64 = wide.page;
