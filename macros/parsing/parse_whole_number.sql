{#-
    A whole number out of text, as bigint; NULL where the text is none. A bare try_cast would round
    '1.9' on DuckDB and not on Spark, so the digits are looked at first. Eighteen digits always fit.
-#}
{% macro parse_whole_number(text) -%}
    try_cast(nullif(regexp_extract({{ text }}, '^[-]?[0-9]{1,18}$', 0), '') as bigint)
{%- endmacro %}
