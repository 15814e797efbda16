{#-
    A number of 64 bits for a text, or for several columns (`a, b`): what is equal has equal numbers, what differs almost
    always different ones. Long texts are compared by it first, and letter by letter where it is the same. Each engine
    has its own; none is kept.
-#}
{% macro text_hash(text) -%}
    {{ return(adapter.dispatch('text_hash', 'folio')(text)) }}
{%- endmacro %}


{#- DuckDB -#}
{% macro duckdb__text_hash(text) -%}
    hash({{ text }})
{%- endmacro %}


{#- Spark; its `hash` has 32 bits -#}
{% macro spark__text_hash(text) -%}
    xxhash64({{ text }})
{%- endmacro %}
