{#-
    The barcode in a description, as the notebook takes it: lower case, split at blanks, the word
    after the first word "barcode", stripped at its ends of dots, then of commas. NULL where nothing
    is left of it, where "barcode" is the last word, or where it is no word of its own ("barcodes",
    "barcode:").
-#}
{% macro barcode_word(description) -%}
    {%- set blank = '[' ~ blanks() ~ ']' -%}
    {%- set word = '[^' ~ blanks() ~ ']+' -%}
    nullif(
        trim(both ',' from trim(both '.' from regexp_extract(
            lower({{ description }}), '(^|{{ blank }})barcode{{ blank }}+({{ word }})', 2
        ))),
        ''
    )
{%- endmacro %}
