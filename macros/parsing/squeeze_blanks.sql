{#- Blanks of every kind (no-break ones, tabs, line ends) as one blank, and none at the ends. -#}
{% macro squeeze_blanks(text) -%}
    trim({{ regexp_replace_all(text, '[' ~ "\u00a0\t\r\n" ~ ' ]+', ' ') }})
{%- endmacro %}
