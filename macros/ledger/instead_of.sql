{#-
    The text "12 instead of 15553", for the note of a figure whose input has another size than the
    notebook's had.
-#}
{% macro instead_of(counted, published) -%}
    cast(coalesce({{ counted }}, 0) as string) || ' instead of ' || cast({{ published }} as string)
{%- endmacro %}
