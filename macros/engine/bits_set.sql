{#- How many different places (whole numbers from 0 to 62) a group holds: an aggregate, one bit a place. -#}
{% macro bits_set(place) -%}
    {{ return(adapter.dispatch('bits_set', 'folio')(place)) }}
{%- endmacro %}


{#- DuckDB -#}
{% macro duckdb__bits_set(place) -%}
    bit_count(bit_or(cast(1 as bigint) << {{ place }}))
{%- endmacro %}


{#- Spark: a shift takes an INT -#}
{% macro spark__bits_set(place) -%}
    bit_count(bit_or(shiftleft(cast(1 as bigint), cast({{ place }} as int))))
{%- endmacro %}
