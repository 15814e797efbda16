{#-
    A cadastral code as 15 digits of text, whoever wrote it: the page's `044 0187 0033 0000`, the layer's
    `044018700330000`, or the number 44018700330000 of a server that takes codes for numbers and strips their zeros.
    What is not digits and blanks alone stays as it is written; NULL where nothing is written.
-#}
{% macro cadastral_code(text) -%}
    case
        when {{ cadastral_code_digits(text) }} = '' then cast(null as string)
        when regexp_extract({{ cadastral_code_digits(text) }}, '^[0-9]{1,15}$', 0) <> ''
            then lpad({{ cadastral_code_digits(text) }}, 15, '0')
        else {{ cadastral_code_digits(text) }}
    end
{%- endmacro %}


{#- The code without blanks, before it is padded: fewer than 15 digits here means that zeros were lost. -#}
{% macro cadastral_code_digits(text) -%}
    {{ regexp_replace_all(text, '[' ~ "\u00a0\t\r\n" ~ ' ]+|[.]0+$', '') }}
{%- endmacro %}
