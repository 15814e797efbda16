{#-
    A heading or label in a form to know it by, however it is written: lower case, accents off, blanks of any number as
    one `_`, other signs out. `Fecha  Aprobación:` is `fecha_aprobacion`.
-#}
{% macro label_name(text) -%}
    {{ notebook_name(squeeze_blanks(text)) }}
{%- endmacro %}
