{#-
    The source's name of an attribute whose text is there (`column_text`) and could not be read in its type (`column`
    is NULL); NULL where all is well.
-#}
{% macro unreadable(column, attribute) -%}
    case when {{ column }} is null and {{ column }}_text is not null then '{{ attribute }}' end
{%- endmacro %}
