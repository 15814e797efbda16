-- Fails where too few specimens that the notebook keeps have a record: the two files of the archive
-- no longer belong together, or their ids are written otherwise. The published share is 0.9997.
with kept as (

    select
        count(*) as specimens,
        count(*) filter (where has_specimen_record) as specimens_with_record

    from {{ ref('mercury_specimens') }}

),

-- one of the two files alone may be landed, and then there is nothing to meet
occurrences as (

    select count(*) as occurrence_rows
    from {{ ref('stg_nmnh__occurrence') }}

)

select
    kept.specimens,
    kept.specimens_with_record

from kept
cross join occurrences
where
    kept.specimens > 0
    and occurrences.occurrence_rows > 0
    and kept.specimens_with_record
    < {{ var('min_share_specimens_with_record') }} * kept.specimens
