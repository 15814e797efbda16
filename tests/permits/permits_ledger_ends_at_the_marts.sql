-- A chain fails here where its last step does not let out what the marts hold: the ledger would
-- then tell of another flow than the one that made them.
with ends as (

    select
        chain,
        rows_out

    from {{ ref('row_ledger') }}
    where collection = 'permits'
    qualify row_number() over (partition by chain order by step_number desc) = 1

),

marts as (

    select
        'permits' as chain,
        count(*) as mart_rows
    from {{ ref('permits') }}
    union all
    select
        'pages' as chain,
        count(distinct identificador_b64) as mart_rows
    from {{ ref('permits') }}
    where is_approved and page_outcome = 'ok'
    union all
    select
        'pages_matched' as chain,
        count(*) as mart_rows
    from {{ ref('permit_pages') }}
    where page_outcome = 'ok' and permit_count > 0
    union all
    select
        'parameters' as chain,
        count(*) as mart_rows
    from {{ ref('permit_parameters') }}
    union all
    select
        'page_fields' as chain,
        count(*) as mart_rows
    from {{ ref('int_permits__page_fields') }}
    where is_used
    union all
    select
        'permits_merged' as chain,
        count(*) as mart_rows
    from {{ ref('permits') }}
    union all
    select
        'cadastral_merge' as chain,
        count(*) as mart_rows
    from {{ ref('permits') }}

)

select
    chain,
    ends.rows_out,
    marts.mart_rows

from ends
full outer join marts
    using (chain)
where ends.rows_out is distinct from coalesce(marts.mart_rows, 0)
