{#- The schema's own name, on every engine: dbt would prefix the target's, and Spark has no database above it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
