-- If this fails, unique_combination lets a key pass that stands twice or lacks a part, or finds one
-- that is whole and alone.
{{ config(tags=['herbarium', 'permits']) }}

{%- set kinds = ['apart', 'swapped', 'twice', 'incomplete', 'may_be_null', 'null_twice'] %}

with cases (which, a, b, c, expected) as (

    values
    ('apart', 'x', 'y', 'z', 0),
    ('apart', 'x', 'y', '', 0),
    ('apart', 'x', 'yz', 'z', 0),
    ('apart', 'xy', '', 'z', 0),
    ('swapped', 'x', 'y', 'z', 0),
    ('swapped', 'y', 'x', 'z', 0),
    ('twice', 'x', 'y', 'z', 1),
    ('twice', 'x', 'x', 'z', 1),
    ('twice', 'x', 'y', 'z', 1),
    ('twice', 'x', 'y', 'z', 1),
    ('incomplete', 'x', null, 'z', 2),
    ('incomplete', null, 'y', 'z', 2),
    ('incomplete', 'x', 'y', 'z', 2),
    ('may_be_null', 'x', 'y', null, 0),
    ('may_be_null', 'x', 'y', 'z', 0),
    ('null_twice', 'x', 'y', null, 1),
    ('null_twice', 'x', 'y', null, 1)

),

{%- for which in kinds %}

found_{{ which }} as (

    {{ test_unique_combination(
        "(select * from cases where which = '" ~ which ~ "') as one", ['a', 'b'], ['c']
    ) }}

),
{%- endfor %}

found as (

    {%- for which in kinds %}
    select
        '{{ which }}' as which,
        count(*) as keys_found
    from found_{{ which }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select distinct
    which,
    cases.expected,
    found.keys_found

from cases
inner join found
    using (which)
where cases.expected <> found.keys_found
