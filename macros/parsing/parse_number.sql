{#- A decimal number with a point; NULL for anything else (`1,234`, `nan`, `infinity`). -#}
{% macro parse_number(text) -%}
    case
        when regexp_extract({{ text }}, '^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$', 0) <> ''
            then try_cast({{ text }} as double)
    end
{%- endmacro %}
