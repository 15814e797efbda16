-- If this fails, unique_number lets a number pass that stands twice, or finds one that does not:
-- the row numbers that tables are joined by are no longer proved to be different.
{{ config(tags=['herbarium']) }}

with cases (which, number, expected) as (

    values
    ('apart', 1, false),
    ('apart', 2, false),
    ('apart', 31, false),
    ('apart', 32, false),
    ('apart', 33, false),
    ('apart', 64, false),
    ('apart', -1, false),
    ('apart', -31, false),
    ('apart', -32, false),
    ('apart', 0, false),
    ('apart', 9007199254740993, false),
    ('apart', 9007199254740992, false),
    ('apart', 9223372036854775807, false),
    ('null', null, false),
    ('null', null, false),
    ('null', 5, false),
    ('twice', 7, true),
    ('twice', 8, true),
    ('twice', 7, true),
    ('negative', -33, true),
    ('negative', -33, true),
    ('last', 63, true),
    ('last', 31, true),
    ('last', 63, true),
    ('large', 9223372036854775807, true),
    ('large', 9223372036854775807, true)

),

{%- for which in ['apart', 'null', 'twice', 'negative', 'last', 'large'] %}

found_{{ which }} as (

    {{ test_unique_number("(select * from cases where which = '" ~ which ~ "') as one", 'number') }}

),
{%- endfor %}

found as (

    {%- for which in ['apart', 'null', 'twice', 'negative', 'last', 'large'] %}
    select
        '{{ which }}' as which,
        count(*) > 0 as is_found
    from found_{{ which }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select distinct
    which,
    cases.expected,
    found.is_found

from cases
inner join found
    using (which)
where cases.expected <> found.is_found
