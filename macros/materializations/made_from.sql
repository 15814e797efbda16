{#-
    What the relation of the running node is made from, as one MD5: its SQL, what of its configuration shapes it, the
    versions of dbt and of the engine, and the same of everything that it reads, as the warehouse holds it now. None
    where that cannot be known, and then the node is built: wherever there is a doubt, it is built.

    Returns {'fingerprint', 'sql', 'reads', 'kept'}: `sql` is its SQL's own MD5, `reads` names the relations that it
    reads, `kept` is what the warehouse knows of its own relation.

    Every relation's mark stands in its comment, as JSON in the last line, so that it comes, moves and goes with it:
    - a table, `made_from` and `shape` (its columns and its number of rows; others than these were not made by dbt)
    - a view, `made_from`, `sql` and `reads`: what it shows changes with what it reads, so that is looked up anew
    - a relation of raw, `made_from`: the loads that it shows (register_raw_duckdb.sql)
    A table without a mark (a seed) is known by its rows while it is small.
-#}
{% macro duckdb__made_from(sql, besides='') %}
    {%- set reads = reads_of(model) -%}
    {%- set own = this.schema ~ '.' ~ this.identifier -%}
    {%- if reads is none or asks_beside(sql) or invocation_args_dict.get('defer') or model.language != 'sql' -%}
        {%- do return({'fingerprint': none, 'kept': {}}) -%}
    {%- endif -%}

    {%- set engine = duckdb__catalog() -%}
    {%- set relations = engine.relations or {} -%}
    {%- do duckdb__look_at(relations, tables_behind(reads + [own], relations)) -%}

    {%- set inputs = {} -%}
    {%- for name in reads -%}
        {%- do inputs.update({name: fingerprint_of(name, relations)}) -%}
    {%- endfor -%}
    {%- set made_from = {
        'sql': local_md5(without_database(sql)),
        'configuration': what_shapes(model),
        'versions': [dbt_version, engine.version, engine.zone],
        'inputs': inputs,
        'besides': besides,
    } -%}
    {%- do return({
        'fingerprint': none if none in inputs.values() else local_md5(tojson(made_from, sort_keys=true)),
        'sql': made_from.sql,
        'reads': reads,
        'kept': relations.get(own, {}),
    }) -%}
{% endmacro %}


{#- The fingerprint of a relation as the warehouse holds it, or none; `relations` as `duckdb__look_at` left them. -#}
{% macro fingerprint_of(name, relations) %}
    {%- set found = relations.get(name, {}) -%}
    {%- set mark = mark_of(found) -%}
    {%- if 'reads' in mark -%}
        {%- set parts = [mark.sql] -%}
        {%- for other in mark.reads -%}
            {%- do parts.append(fingerprint_of(other, relations)) -%}
        {%- endfor -%}
        {%- do return(none if none in parts else local_md5(tojson(parts))) -%}
    {%- elif 'shape' in mark -%}
        {%- do return(mark.made_from if mark.shape == found.shape else none) -%}
    {%- endif -%}
    {%- do return(mark.get('made_from', found.get('content'))) -%}
{% endmacro %}


{#- The tables among the relations, and those that the views among them read. -#}
{% macro tables_behind(names, relations) %}
    {%- set tables = [] -%}
    {%- for name in names if name in relations -%}
        {%- if relations[name].type == 'table' -%}
            {%- do tables.append(name) -%}
        {%- else -%}
            {%- do tables.extend(tables_behind(mark_of(relations[name]).get('reads', []), relations)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(tables | unique | list) -%}
{% endmacro %}


{#- `schema.name` of everything that a node reads, through ephemeral models; none where one is no relation of here. -#}
{% macro reads_of(node) %}
    {%- set reads = [] -%}
    {%- for id in node.depends_on.nodes -%}
        {%- set other = graph.nodes.get(id, graph.sources.get(id)) -%}
        {%- if other is none or (other.database or this.database) != this.database -%}
            {%- do return(none) -%}
        {%- elif other.config.materialized == 'ephemeral' -%}
            {%- set behind = reads_of(other) -%}
            {%- if behind is none -%}
                {%- do return(none) -%}
            {%- endif -%}
            {%- do reads.extend(behind) -%}
        {%- else -%}
            {%- do reads.append(other.schema ~ '.' ~ (other.identifier or other.alias)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(reads | unique | sort) -%}
{% endmacro %}


{#-
    Whether the SQL asks something that no relation tells: the clock, chance, files, settings, the catalogue, or the
    very table that it makes. Such a model is always built; what reads it knows it by its rows, while they are few.
-#}
{% macro asks_beside(sql) %}
    {%- set pattern = '\\b(current_(date|time|timestamp)|localtime(stamp)?|tablesample|information_schema)\\b'
        ~ '|\\busing\\s+sample\\b|\\bfrom\\s+\''
        ~ '|\\b(now|today|age|get_current_\\w+|transaction_timestamp|txid_current|random|uuid\\w*|gen_random_uuid'
        ~ '|nextval|currval|getenv|getvariable|current_setting|glob'
        ~ '|(read|duckdb|pragma|parquet)_\\w+|\\w+_scan)\\s*\\(' -%}
    {%- do return(modules.re.search(pattern, sql | lower) is not none or (this | string) in sql) -%}
{% endmacro %}


{#- What of a node's configuration and columns changes the relation; labels and words do not, unless dbt keeps them. -#}
{% macro what_shapes(node) %}
    {%- set labels = ['access', 'docs', 'enabled', 'freshness', 'full_refresh', 'group', 'meta', 'packages', 'tags'] -%}
    {%- set keys = ['name', 'data_type', 'quote', 'constraints'] -%}
    {%- if node.config.persist_docs -%}
        {%- do keys.append('description') -%}
    {%- endif -%}
    {%- set shaping = [] -%}
    {%- for key, value in node.config.items() if key not in labels -%}
        {%- do shaping.append([key, value]) -%}
    {%- endfor -%}
    {%- for described in [node] + (node.columns.values() | list) -%}
        {%- for key in keys -%}
            {%- do shaping.append([key, described.get(key)]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(shaping) -%}
{% endmacro %}


{#- A renamed warehouse file holds the same tables. -#}
{% macro without_database(sql) %}
    {%- do return(sql | replace(adapter.quote(this.database) ~ '.', '')) -%}
{% endmacro %}
