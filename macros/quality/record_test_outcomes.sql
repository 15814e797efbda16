{#-
    After every dbt command that builds or tests: what each test said last, into `quality.test_outcomes`. dbt's own
    run_results.json is of its last command alone, whichever that was and whatever warehouse it was on.

    A test that this command did not run keeps its outcome; it is outdated once a relation that it looks at was built
    again without it.
-#}
{% macro record_test_outcomes(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test', 'seed', 'snapshot', 'retry', 'clone') -%}
        {%- set ran, built = {}, [] -%}
        {%- for result in results -%}
            {%- if result.node.resource_type in ('test', 'unit_test') -%}
                {%- do ran.update({result.node.unique_id: result}) -%}
            {#- what was left as it is has not been built: what was said of it still holds -#}
            {%- elif result.status | string == 'success' and result.adapter_response.get('code') != 'UNCHANGED' -%}
                {%- do built.append(result.node.unique_id) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if ran or built -%}
            {%- do write_test_outcomes(ran, built) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- `ran`: a result for each test that ran, by its unique_id; `built`: the unique_ids of what was built. -#}
{% macro write_test_outcomes(ran, built) %}
    {%- set model = graph.nodes['model.folio.test_outcomes'] -%}
    {%- set table = api.Relation.create(
        database=model.database, schema=model.schema, identifier=model.alias, type='table'
    ) -%}
    {#- as the engine writes a quote in a text; asked for once, for it is written thousands of times -#}
    {%- set quote = dbt.escape_single_quotes("'") -%}
    {%- set rows = [] -%}
    {%- set data_tests = graph.nodes.values() | selectattr('resource_type', 'equalto', 'test') | list -%}
    {%- for test in data_tests -%}
        {%- do rows.append(test_outcome_row(test, ran.get(test.unique_id), built, quote)) -%}
    {%- endfor -%}
    {#- the graph that macros see holds no unit tests: one is known once it has run -#}
    {%- set unit_tests = [] -%}
    {%- for result in ran.values() if result.node.resource_type == 'unit_test' -%}
        {%- do unit_tests.append(result.node.unique_id) -%}
        {%- do rows.append(test_outcome_row(result.node, result, built, quote)) -%}
    {%- endfor -%}
    {%- set built_names = [] -%}
    {%- for name in built if name in graph.nodes -%}
        {%- do built_names.append(outcome_text(graph.nodes[name].schema ~ '.' ~ graph.nodes[name].alias, quote)) -%}
    {%- endfor -%}
    {#- where everything ran, what did not run is no longer there -#}
    {%- set is_whole = unit_tests and (data_tests | map(attribute='unique_id') | reject('in', ran) | list | length == 0) -%}

    {%- do run_query('create schema if not exists ' ~ model.schema) -%}
    {%- do run_query('create table if not exists ' ~ table ~ ' as ' ~ no_test_outcomes()) -%}
    {%- set columns = test_outcome_columns() -%}
    {%- set kept -%}
        select
            latest.test_id, latest.kind, latest.name, latest.looks_at, latest.description, latest.severity,
            coalesce(latest.status, earlier.status) as status,
            case when latest.status is null then earlier.failures else latest.failures end as failures,
            case when latest.status is null then earlier.message else latest.message end as message,
            coalesce(latest.ran_at, earlier.ran_at) as ran_at,
            latest.status is null and earlier.status is not null and (earlier.is_outdated or latest.is_outdated)
                as is_outdated
        from (values {{ rows | join(', ') }}) as latest({{ columns | join(', ') }})
        left join {{ table }} as earlier on latest.test_id = earlier.test_id
        {%- if not is_whole %}
        union all
        select
            test_id, kind, name, looks_at, description, severity, status, failures, message, ran_at,
            is_outdated{% if built_names %} or looks_at in ({{ built_names | join(', ') }}){% endif %}
        from {{ table }}
        where kind = 'unit test'
            {%- if unit_tests %} and test_id not in ('{{ unit_tests | join("', '") }}'){% endif %}
        {%- endif %}
    {%- endset -%}
    {%- set casts = [] -%}
    {%- for name, type in columns.items() -%}
        {%- do casts.append('cast(' ~ name ~ ' as ' ~ type ~ ') as ' ~ name) -%}
    {%- endfor -%}
    {%- do run_query('create or replace table ' ~ table ~ ' as select ' ~ casts | join(', ') ~ ' from (' ~ kept ~ ') as kept') -%}
{% endmacro %}


{#- A test as a row: what it is, and what this command's run of it said (`result`, none where it did not run). -#}
{% macro test_outcome_row(test, result, built, quote) %}
    {%- set looked_at, is_outdated = [], [] -%}
    {%- set parents = [test.tested_node_unique_id] if test.resource_type == 'unit_test' else test.depends_on.nodes -%}
    {%- for parent in parents -%}
        {%- set node = graph.nodes.get(parent) or graph.sources.get(parent) -%}
        {%- if node -%}
            {%- do looked_at.append(node.schema ~ '.' ~ (node.alias or node.identifier)) -%}
        {%- endif -%}
        {%- if parent in built -%}
            {%- do is_outdated.append(parent) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- a test of one file begins with a comment that says what breaks where it fails -#}
    {%- set head = modules.re.match('([ ]*--[^\n]*\n)+', test.raw_code) if test.resource_type == 'test' -%}
    {%- set comment = head.group() | replace('--', '') if head else '' -%}
    {#- the first line says what failed; what follows may quote a row -#}
    {%- set message = ((result.message or '') | string).split('\n')[0] if result else '' -%}
    {%- set failures = result.failures if result and result.failures is not none else none -%}
    {%- do return('(' ~ [
        outcome_text(test.unique_id, quote),
        outcome_text('unit test' if test.resource_type == 'unit_test' else 'data test', quote),
        outcome_text(test.name, quote),
        outcome_text(looked_at | unique | sort | join(', '), quote),
        outcome_text(((test.description or comment).split() | join(' ')), quote),
        outcome_text((test.config.severity or 'error') | lower if test.resource_type == 'test' else 'error', quote),
        outcome_text(result.status | string if result else '', quote),
        failures if failures is not none else 'cast(null as bigint)',
        outcome_text(message, quote),
        "timestamp '" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ "'" if result else 'cast(null as timestamp)',
        'true' if is_outdated else 'false',
    ] | join(', ') ~ ')') -%}
{% endmacro %}


{#- A text as a literal; NULL where it is empty. -#}
{% macro outcome_text(text, quote) %}
    {%- do return("'" ~ text | replace("'", quote) ~ "'" if text else 'cast(null as string)') -%}
{% endmacro %}


{#- The columns of `quality.test_outcomes`, name to type. -#}
{% macro test_outcome_columns() %}
    {%- do return({
        'test_id': 'string', 'kind': 'string', 'name': 'string', 'looks_at': 'string', 'description': 'string',
        'severity': 'string', 'status': 'string', 'failures': 'bigint', 'message': 'string', 'ran_at': 'timestamp',
        'is_outdated': 'boolean'
    }) -%}
{% endmacro %}


{#- The same without a row: what the model makes of it before the first test has run. -#}
{% macro no_test_outcomes() %}
    {%- set columns = [] -%}
    {%- for name, type in test_outcome_columns().items() -%}
        {%- do columns.append('cast(null as ' ~ type ~ ') as ' ~ name) -%}
    {%- endfor -%}
    {%- do return('select ' ~ columns | join(', ') ~ ' limit 0') -%}
{% endmacro %}
