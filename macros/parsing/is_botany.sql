{#- Whether a media row is the herbarium's own: Botany is the provider of every sheet's image. -#}
{% macro is_botany(provider) -%}
    coalesce({{ provider }} = 'Smithsonian Institution, NMNH, Botany', false)
{%- endmacro %}
