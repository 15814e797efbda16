{#- At the end of a command: how many relations were left as they are, where any were. -#}
{% macro say_unchanged(results) -%}
    {%- set models = results | selectattr('node.resource_type', 'equalto', 'model') | list -%}
    {%- set unchanged = models | selectattr('adapter_response.code', 'equalto', 'UNCHANGED') | list -%}
    {%- if execute and unchanged -%}
        {%- do log(
            unchanged | length ~ " of " ~ models | length
            ~ " models are unchanged, made from the same as before, and were left as they are (--full-refresh builds them)",
            info=true
        ) -%}
    {%- endif -%}
{%- endmacro %}
