{#- A whole number as text, whatever way a server writes it: `9` and `9.0` are `9`. Any other text stays as it is. -#}
{% macro integer_text(text) -%}
    case
        when regexp_extract({{ text }}, '^-?[0-9]+[.]0+$', 0) <> '' then split_part({{ text }}, '.', 1)
        else {{ text }}
    end
{%- endmacro %}
