-- If this fails, never_null overlooks a NULL in one of its columns, and what must be there may be
-- missing.
{{ config(tags=['herbarium', 'permits']) }}

with cases (which, a, b, c) as (

    values
    ('none', 1, 'x', null),
    ('none', 0, '', null),
    ('first', null, 'x', 'y'),
    ('second', 1, null, 'y'),
    ('both', null, null, 'y')

),

found as (

    select which
    from ({{ test_never_null('cases', ['which', 'a', 'b']) }}) as nulls

)

select
    cases.which,
    count(found.which) as rows_found

from cases
left join found
    using (which)
group by cases.which
having (count(found.which) > 0) <> (cases.which <> 'none')
