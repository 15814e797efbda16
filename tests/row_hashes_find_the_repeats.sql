-- Fails where the hashes of the landed rows tell other repeats than all of their columns do: two
-- different rows share both hashes, or equal ones do not, and so rows are lost, or counted twice.
-- Any hundred thousand rows tell; to compare all of them takes longer than the whole build.
{%- set columns = [
    'specimen_id',
    'media_identifier',
    'media_type',
    'media_title',
    'rights',
    'rights_2',
    'usage_terms',
    'web_statement',
    'license_logo_url',
    'media_source',
    'creator',
    'provider_literal',
    'media_description',
    'subject_category_vocabulary',
    'scientific_name',
    'access_uri',
    'media_format',
    'pixel_x_dimension',
    'pixel_y_dimension',
] %}

with media as (

    select * from {{ ref('stg_nmnh__multimedia') }}
    limit 100000  -- noqa: AM09

),

-- a row of this for each pair of cells and hashes that stand together
pairs as (

    select
        {{ columns | join(',\n        ') }},
        row_hash,
        row_hash_2

    from media
    group by
        {{ columns | join(',\n        ') }},
        row_hash,
        row_hash_2

),

-- cells that stand with several pairs of hashes: equal rows that look different
equal_rows as (

    select
        'equal rows have different hashes' as finding,
        min(specimen_id) as specimen_id

    from pairs
    group by {{ columns | join(', ') }}
    having count(*) > 1

),

-- hashes that stand with several rows of cells: different rows that look equal
different_rows as (

    select
        'different rows have equal hashes' as finding,
        min(specimen_id) as specimen_id

    from pairs
    group by row_hash, row_hash_2
    having count(*) > 1

)

select * from equal_rows
union all
select * from different_rows
