-- If this fails, labels of several cells are joined in a wrong order, and known labels are not
-- known again.
{{ config(tags=['permits']) }}

with cases (set_name, place, label) as (

    values
    ('a', 3, 'tres'),
    ('a', 1, 'uno'),
    ('a', 2, null),
    ('b', 1, null)

),

joined as (

    select
        set_name,
        {{ str_agg('label', ' | ', 'place') }} as labels

    from cases
    group by set_name

)

select *
from joined
where labels is distinct from case when set_name = 'a' then 'uno | tres' end
