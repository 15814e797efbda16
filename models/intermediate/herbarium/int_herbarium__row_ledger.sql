-- One row per step of the herbarium's chains.
with labels as (

    select * from {{ ref('int_herbarium__ledger_labels') }}

),

media as (

    select * from {{ ref('int_herbarium__ledger_media') }}

),

occurrences as (

    select * from {{ ref('int_herbarium__ledger_occurrences') }}

),

outcomes as (

    select * from {{ ref('int_herbarium__ledger_outcomes') }}

),

final as (

    select * from labels
    union all
    select * from media
    union all
    select * from occurrences
    union all
    select * from outcomes

)

select * from final
