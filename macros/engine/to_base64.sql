{#- The base64 of a text's UTF-8 bytes. -#}
{% macro to_base64(text) -%}
    {{ return(adapter.dispatch('to_base64', 'folio')(text)) }}
{%- endmacro %}


{#- DuckDB: encode() makes a blob of UTF-8; a cast to blob fails on letters beyond ASCII. -#}
{% macro duckdb__to_base64(text) -%}
    base64(encode({{ text }}))
{%- endmacro %}


{#- Spark -#}
{% macro spark__to_base64(text) -%}
    base64(encode({{ text }}, 'UTF-8'))
{%- endmacro %}
