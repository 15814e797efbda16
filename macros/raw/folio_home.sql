{#- $FOLIO_HOME (default `data`), absolute: views over files outlive the folder that dbt was started in. -#}
{% macro folio_home() -%}
    {%- set home = env_var('FOLIO_HOME', '') or 'data' -%}
    {{- home if home[0] == '/' else invocation_args_dict.project_dir ~ '/' ~ home -}}
{%- endmacro %}
