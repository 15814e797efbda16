{#-
    An ISO 8601 time (0 to 9 decimals; Z, an offset or none) as a timestamp in UTC; without an offset it is taken as UTC.
    NULL for anything else. Both engines' sessions run in UTC.
-#}
{% macro parse_iso_utc(text) -%}
    {{ return(adapter.dispatch('parse_iso_utc', 'folio')(text)) }}
{%- endmacro %}


{#-
    DuckDB: a plain cast to timestamp would drop the offset without a word. The case keeps out the words that DuckDB
    also takes for times (`infinity`, `epoch`).
-#}
{% macro duckdb__parse_iso_utc(text) -%}
    case
        when regexp_extract({{ text }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}', 0) <> ''
            then cast(try_cast({{ text }} as timestamptz) as timestamp)
    end
{%- endmacro %}


{#- Spark: the cast honours the offset, and its timestamp is an instant, shown in the session's zone. -#}
{% macro spark__parse_iso_utc(text) -%}
    case
        when regexp_extract({{ text }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}', 0) <> ''
            then try_cast({{ text }} as timestamp)
    end
{%- endmacro %}
