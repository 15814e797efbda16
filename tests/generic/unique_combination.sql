{#-
    Fails where two rows share all of `columns`, or where one of these is NULL: together they are
    the key. Columns that belong to the key and may be NULL stand in `nullable`; there NULL counts
    as one value more.

    Keys of two ids are dear to group by, their hashes are not: rows whose hash stands alone are
    alone, and only the others, mostly none, are compared as they are.
-#}
{% test unique_combination(model, columns, nullable=[]) %}

{%- set key = columns + nullable %}

with key_hashes as (

    select
        {{ text_hash(key | join(', ')) }} as key_hash,
        {{ columns | join(' is null or ') }} is null as is_incomplete

    from {{ model }}

),

likely as (

    select key_hash

    from key_hashes
    group by key_hash
    having
        count(*) > 1
        or bool_or(is_incomplete)

),

hashed as (

    select
        {{ key | join(',\n        ') }},
        {{ text_hash(key | join(', ')) }} as key_hash

    from {{ model }}

),

keys as (

    select
        {{ key | join(',\n        ') }},
        count(*) as rows_of_key

    from hashed
    semi join likely
        on hashed.key_hash = likely.key_hash
    group by {{ key | join(', ') }}

)

select *
from keys
where
    rows_of_key > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
