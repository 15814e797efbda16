{#-
    A measure of the permit pages: `365.64 m2`, `6 unidades`, `null plantas`. A number with a point or the word `null`,
    then the unit. The number has no separator of thousands: `1,234.56 m2` is not read, for nobody knows which sign
    would be which.
-#}
{% macro measure_expression() -%}
    ^(-?[0-9]+([.][0-9]+)?|null)[ ]*([^0-9., -].*)?$
{%- endmacro %}


{#- The number of a measure; NULL for `null m2` and for what is no measure. -#}
{% macro measure_value(text) -%}
    try_cast(
        nullif(
            nullif(regexp_extract({{ squeeze_blanks(text) }}, '{{ measure_expression() }}', 1), 'null'), ''
        ) as double
    )
{%- endmacro %}


{#- The unit of a measure as it is written; NULL where none is written and for what is no measure. -#}
{% macro measure_unit(text) -%}
    nullif(regexp_extract({{ squeeze_blanks(text) }}, '{{ measure_expression() }}', 3), '')
{%- endmacro %}


{#- Whether the text has the form of a measure. -#}
{% macro is_measure(text) -%}
    coalesce(regexp_extract({{ squeeze_blanks(text) }}, '{{ measure_expression() }}', 0) <> '', false)
{%- endmacro %}
