{#-
    Registers every relation of `raw`, before anything else of a run: the last good load of each table in the landing
    zone, an empty relation for a source that was never landed, the ledger itself. dbt then sees real relations, so
    columns, lineage and `source()` work alike on every engine.
-#}
{% macro register_raw() -%}
    {%- if execute -%}
        {%- do adapter.dispatch('register_raw', 'folio')() -%}
    {%- endif -%}
    select 1
{%- endmacro %}


{#- An engine without a body of its own is told so, and by name: nothing is registered half. -#}
{% macro default__register_raw() %}
    {% do exceptions.raise_compiler_error(
        "folio cannot register the landing zone on '" ~ target.type ~ "' yet: add macros/raw/register_raw_"
        ~ target.type ~ ".sql"
    ) %}
{% endmacro %}
