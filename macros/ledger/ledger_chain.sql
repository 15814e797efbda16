{#-
    The steps of one chain of quality.row_ledger, as a select over a relation of one row that holds
    all its counts. Every count is the name of a column there, and all are counted apart from one
    another, so that a test can tell whether rows_in = rows_out + rows_dropped; what one step lets
    out the next one takes in.

    counts   the name of that relation, a CTE
    start    the column that counts the rows before the first step
    steps    a list of {step, reason, unit, dropped, out, explanation}: `dropped` and `out` name the
             columns that count what leaves for `reason` and what goes on, the rest is text
-#}
{% macro ledger_chain(counts, collection, chain, start, steps) -%}
    {%- set before = namespace(rows=start) -%}
    {%- for step in steps %}
    select
        '{{ collection }}' as collection,
        '{{ chain }}' as chain,
        cast({{ loop.index }} as bigint) as step_number,
        '{{ step.step }}' as step,
        '{{ step.reason }}' as reason,
        '{{ step.unit }}' as unit,
        cast(coalesce({{ before.rows }}, 0) as bigint) as rows_in,
        cast(coalesce({{ step.out }}, 0) as bigint) as rows_out,
        cast(coalesce({{ step.dropped }}, 0) as bigint) as rows_dropped,
        '{{ step.explanation | replace("'", "''") }}' as explanation
    from {{ counts }}
    {%- set before.rows = step.out %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
