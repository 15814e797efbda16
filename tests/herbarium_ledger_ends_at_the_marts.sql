-- A chain fails here where its last step does not let out what the mart holds that it leads to: the
-- ledger would then tell of another flow than the one that made the mart.
with ends as (

    select
        chain,
        rows_out
    from {{ ref('row_ledger') }}
    where collection = 'herbarium'
    qualify row_number() over (partition by chain order by step_number desc) = 1

),

marts as (

    select
        'labels' as chain,
        count(*) as mart_rows
    from {{ ref('labelled_sheets') }}
    union all
    select
        'media' as chain,
        cast(sum(media_row_count) as bigint) as mart_rows
    from {{ ref('sheets') }}
    union all
    select
        'sheets' as chain,
        count(*) as mart_rows
    from {{ ref('sheets') }}
    union all
    select
        'sheet_specimens' as chain,
        count(*) as mart_rows
    from {{ ref('sheet_specimens') }}
    union all
    select
        'sheet_images' as chain,
        count(*) as mart_rows
    from {{ ref('sheet_images') }}
    union all
    select
        'occurrences' as chain,
        count(*) as mart_rows
    from {{ ref('specimens') }}
    where has_specimen_record
    union all
    select
        'specimens' as chain,
        count(*) as mart_rows
    from {{ ref('int_herbarium__specimen_records') }}
    where row_number is not null
    union all
    select
        'notebook' as chain,
        count(*) as mart_rows
    from {{ ref('mercury_specimens') }}
    union all
    select
        'usable' as chain,
        count(*) as mart_rows
    from {{ ref('labelled_sheets') }}
    where is_usable
    union all
    select
        'usable_but_not_kept' as chain,
        count(*) as mart_rows
    from {{ ref('labelled_sheets') }}
    where is_usable and outcome = 'kept'
    union all
    select
        'kept_but_not_usable' as chain,
        count(*) as mart_rows
    from {{ ref('labelled_sheets') }}
    where is_usable and outcome = 'kept'

)

select
    chain,
    ends.rows_out,
    marts.mart_rows

from ends
full outer join marts
    using (chain)
where ends.rows_out is distinct from coalesce(marts.mart_rows, 0)
