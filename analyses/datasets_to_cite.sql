-- What to cite, and under which licence, for what the warehouse holds now. One row per dataset.
with datasets as (

    select * from {{ source('folio', 'datasets') }}

),

loads as (

    select distinct
        load_id,
        is_synthetic

    from {{ ref('loads') }}
    where is_current

),

final as (

    select
        datasets.title,
        datasets.version,
        datasets.published,
        datasets.license,
        datasets.citation,
        datasets.doi,
        datasets.url,
        loads.is_synthetic

    from datasets
    inner join loads
        on datasets.load_id = loads.load_id

)

select * from final
order by title
