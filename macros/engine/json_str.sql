{#-
    The value at a path of a JSON text, as text; NULL where it is absent or null, and where the text is no JSON.
    `path` is a literal: "$.name", "$.coordinates[0]".
-#}
{% macro json_str(json, path) -%}
    {{ return(adapter.dispatch('json_str', 'folio')(json, path)) }}
{%- endmacro %}


{#- DuckDB stops at a text that is no JSON; the try_cast makes it NULL, as Spark does. -#}
{% macro duckdb__json_str(json, path) -%}
    json_extract_string(try_cast({{ json }} as json), '{{ path }}')
{%- endmacro %}


{#- Spark -#}
{% macro spark__json_str(json, path) -%}
    get_json_object({{ json }}, '{{ path }}')
{%- endmacro %}
