{#- The texts of a group joined by a separator, in an order; NULLs are left out. The separator is a literal. -#}
{% macro str_agg(text, separator, order_by) -%}
    {{ return(adapter.dispatch('str_agg', 'folio')(text, separator, order_by)) }}
{%- endmacro %}


{#- DuckDB -#}
{% macro duckdb__str_agg(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}


{#- Spark; dbt's own listagg leaves the order out there -#}
{% macro spark__str_agg(text, separator, order_by) -%}
    listagg({{ text }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
