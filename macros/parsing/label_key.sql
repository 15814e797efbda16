{#- A label in a form to compare by: lower case, accents off, blanks as `_`. `Lateral 1` is `lateral_1`. -#}
{% macro label_key(text) -%}
    replace({{ fold_accents(squeeze_blanks(text)) }}, ' ', '_')
{%- endmacro %}
