{#-
    A label as the notebook makes it part of a column's name: ñ is `ni`, lower case, accents off, blanks as `_`, other
    signs out.
-#}
{% macro notebook_name(text) -%}
    {{ regexp_replace_all(
        'replace(' ~ fold_accents("replace(lower(trim(" ~ text ~ ")), 'ñ', 'ni')") ~ ", ' ', '_')",
        '[^a-z0-9_]',
        ''
    ) }}
{%- endmacro %}
