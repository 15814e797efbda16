{#- Whether a text is a barcode of the US National Herbarium: eight digits. -#}
{% macro is_barcode(text) -%}
    coalesce(regexp_extract({{ text }}, '^[0-9]{8}$', 0) <> '', false)
{%- endmacro %}
