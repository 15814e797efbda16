{#-
    Fails where a whole number stands twice in a column; NULL is not looked at. The same answer as `unique` for a
    fraction of the work where numbers lie close together, as row numbers do: 32 neighbours are one group, with a bit
    for each that stands there, and more rows than bits are a repeat.
-#}
{% test unique_number(model, column_name) %}

with numbers as (

    select cast({{ column_name }} as bigint) as number
    from {{ model }}
    where {{ column_name }} is not null

),

placed as (

    select
        -- the remainder of a negative number is negative
        (number % 32 + 32) % 32 as place,
        number - (number % 32 + 32) % 32 as span

    from numbers

),

spans as (

    select
        span as first_number_of_span,
        count(*) as row_count,
        {{ bits_set('place') }} as number_count

    from placed
    group by span

)

select *
from spans
where row_count <> number_count

{% endtest %}
