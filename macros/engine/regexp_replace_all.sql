{#-
    Every match of a regular expression replaced. The expression is a literal without backslashes, which the engines
    read differently; so is the replacement.
-#}
{% macro regexp_replace_all(text, expression, replacement) -%}
    {{ return(adapter.dispatch('regexp_replace_all', 'folio')(text, expression, replacement)) }}
{%- endmacro %}


{#- DuckDB replaces the first match alone unless told 'g'. -#}
{% macro duckdb__regexp_replace_all(text, expression, replacement) -%}
    regexp_replace({{ text }}, '{{ expression }}', '{{ replacement }}', 'g')
{%- endmacro %}


{#- Spark replaces all of them; a fourth argument would be a position. -#}
{% macro spark__regexp_replace_all(text, expression, replacement) -%}
    regexp_replace({{ text }}, '{{ expression }}', '{{ replacement }}')
{%- endmacro %}
