{#-
    One key out of several columns: the MD5 of their texts with a separator between them. U+001F
    (unit separator) keeps ('a', 'bc') and ('ab', 'c') apart, U+001E (record separator) stands for
    NULL and keeps it apart from ''. No source of folio writes either sign.
-#}
{% macro row_hash(columns) -%}
    md5(concat_ws(
        chr(31)
        {%- for column in columns %},
        coalesce({{ column }}, chr(30))
        {%- endfor %}
    ))
{%- endmacro %}
