{#-
    Fails where two rows share all of `columns`, or where one of these is NULL: together they are
    the key. Columns that belong to the key and may be NULL stand in `nullable`; there NULL counts
    as one value more.
-#}
{% test unique_combination(model, columns, nullable=[]) %}

with keys as (

    select
        {{ (columns + nullable) | join(',\n        ') }},
        count(*) as rows_of_key

    from {{ model }}
    group by {{ (columns + nullable) | join(', ') }}

)

select *
from keys
where
    rows_of_key > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
