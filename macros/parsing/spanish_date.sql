{#-
    A date of the permit pages, `12/dic./2017`. The month's number comes from the seed spanish_months, joined by
    `spanish_date_month(text)`. NULL for a form, a month or a day that does not exist.
-#}
{% macro spanish_date(text, month_number) -%}
    case
        when regexp_extract(trim({{ text }}), '^[0-9]{1,2}/[^/]+/[0-9]{4}$', 0) <> ''
            then try_cast(
                split_part(trim({{ text }}), '/', 3)
                || '-' || lpad(cast({{ month_number }} as string), 2, '0')
                || '-' || lpad(split_part(trim({{ text }}), '/', 1), 2, '0') as date
            )
    end
{%- endmacro %}


{#- The month of such a date as the seed writes it: lower case, no dot. -#}
{% macro spanish_date_month(text) -%}
    lower(translate(split_part({{ text }}, '/', 2), '. ', ''))
{%- endmacro %}
