{#-
    A table that would come out as it is stays as it is: its line in the log says UNCHANGED. What it is made from is
    kept in its comment (made_from.sql). All building is the adapter's own; `--full-refresh` always builds.

    For DuckDB alone: Spark's tables over Parquet files have no comment that is replaced in one step together with them.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set made_from = duckdb__made_from(compiled_code) -%}
    {%- if duckdb__is_unchanged(this, 'table', made_from) -%}
        {{ duckdb__left_as_it_is() }}
        {{ return({'relations': [this.incorporate(type='table')]}) }}
    {%- endif -%}
    {%- set built = dbt.materialization_table_duckdb() -%}
    {%- do duckdb__keep_made_from(this, 'table', made_from) -%}
    {{ return(built) }}
{% endmaterialization %}
