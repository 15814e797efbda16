{#-
    Lower case without accents: `Sótano` is `sotano`. Also takes off accents that stand as signs of their own behind
    the letter (Unicode's decomposed form).
-#}
{% macro fold_accents(text) -%}
    translate(
        lower({{ text }}),
        'áàâäãåéèêëíìîïóòôöõúùûüñç{{ "\u0301\u0300\u0302\u0308\u0303\u0327" }}',
        'aaaaaaeeeeiiiiooooouuuunc'
    )
{%- endmacro %}
