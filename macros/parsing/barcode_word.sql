{#-
    The barcode in a description, as the notebook takes it: lower case, split at blanks, the word
    after the first word "barcode", stripped at its ends of dots, then of commas. NULL where nothing
    is left of it, where "barcode" is the last word, or where it is no word of its own ("barcodes",
    "barcode:").
-#}
{% macro barcode_word(description) -%}
    nullif(
        trim(both ',' from trim(both '.' from regexp_extract(
            {{ blanks_to_spaces('lower(' ~ description ~ ')') }}, '(^|[ ])barcode[ ]+([^ ]+)', 2
        ))),
        ''
    )
{%- endmacro %}
