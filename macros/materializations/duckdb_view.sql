{#-
    A view is made in no time, but who reads it must know what it is made from (made_from.sql), so that is kept; and
    where that is unchanged there is nothing to make.
-#}
{% materialization view, adapter='duckdb' %}
    {#- a view names the warehouse's file; a table does not -#}
    {%- set made_from = duckdb__made_from(compiled_code, besides=this.database) -%}
    {%- if duckdb__is_unchanged(this, 'view', made_from) -%}
        {{ duckdb__left_as_it_is() }}
        {{ return({'relations': [this.incorporate(type='view')]}) }}
    {%- endif -%}
    {%- set built = dbt.materialization_view_default() -%}
    {%- do duckdb__keep_made_from(this, 'view', made_from) -%}
    {{ return(built) }}
{% endmaterialization %}
