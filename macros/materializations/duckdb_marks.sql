{#- Every relation of the warehouse by `schema.name`, as one value: a node asks once. -#}
{% macro duckdb__catalog() %}
    {%- set answer = run_query(
        "select cast(json_object("
        ~ "'version', version(), 'zone', current_setting('TimeZone'), 'relations', json_group_object(name, relation)"
        ~ ") as string) from ("
        ~ "select schema_name || '.' || table_name as name, json_object('type', 'table', 'comment', comment,"
        ~ " 'columns', md5(sql), 'size', estimated_size) as relation"
        ~ " from duckdb_tables() where database_name = '" ~ this.database ~ "'"
        ~ " union all "
        ~ "select schema_name || '.' || view_name, json_object('type', 'view', 'comment', comment)"
        ~ " from duckdb_views() where database_name = '" ~ this.database ~ "' and not internal)"
    ) -%}
    {%- do return(fromjson(answer.rows[0][0])) -%}
{% endmacro %}


{#- The mark of a relation, {} where it bears none; read when it is asked for, since most are not. -#}
{% macro mark_of(relation) %}
    {%- if 'mark' not in relation -%}
        {#- the last line: dbt keeps descriptions in comments, too, when it is told to -#}
        {%- set mark = fromjson((relation.get('comment') or '').split('\n')[-1], {}) -%}
        {%- do relation.update({'mark': mark if mark is mapping else {}}) -%}
    {%- endif -%}
    {%- do return(relation.mark) -%}
{% endmacro %}


{#- Looks at tables: the `shape` of each, and of a small one without a mark its `content`. -#}
{% macro duckdb__look_at(relations, names) %}
    {%- set asked = [] -%}
    {%- for name in names -%}
        {%- set relation = adapter.quote(name.split('.')[0]) ~ '.' ~ adapter.quote(name.split('.')[1]) -%}
        {%- set content = "null" -%}
        {%- if duckdb__is_known_by_its_rows(relations[name]) -%}
            {#- an alias that no column bears: a column would come before the whole row -#}
            {%- set row = "cast(to_json(__folio_row) as string)" -%}
            {%- set content = "md5(string_agg(" ~ row ~ ", chr(10) order by " ~ row ~ "))" -%}
        {%- endif -%}
        {%- do asked.append(
            "select '" ~ name ~ "' as name, json_object('rows', count(*), 'content', " ~ content ~ ") as looked"
            ~ " from " ~ relation ~ " as __folio_row"
        ) -%}
    {%- endfor -%}
    {%- if asked -%}
        {%- set answer = run_query(
            "select cast(json_group_object(name, looked) as string) from (" ~ asked | join(' union all ') ~ ")"
        ) -%}
        {%- for name, looked in fromjson(answer.rows[0][0]).items() -%}
            {%- set shape = relations[name]['columns'] ~ ' ' ~ looked.rows -%}
            {%- do relations[name].update({'shape': shape}) -%}
            {%- if duckdb__is_known_by_its_rows(relations[name]) -%}
                {%- do relations[name].update({'content': local_md5(shape ~ ' ' ~ looked.content)}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}


{#- A table without a mark, a seed or what somebody put there, while it is small enough to be read through. -#}
{% macro duckdb__is_known_by_its_rows(relation) %}
    {%- do return('made_from' not in mark_of(relation) and relation.size <= 100000) -%}
{% endmacro %}


{#- Whether the warehouse holds the relation, made from the same, and by nobody else since. -#}
{% macro duckdb__is_unchanged(relation, type, made_from) %}
    {%- set kept = made_from.kept -%}
    {%- set mark = mark_of(kept) -%}
    {%- do return(
        made_from.fingerprint is not none
        and not should_full_refresh()
        and kept.get('type') == type
        and mark.get('made_from') == made_from.fingerprint
        and mark.get('shape') == kept.get('shape')
    ) -%}
{% endmacro %}


{#-
    Writes the mark, after the relation is there and its transaction is through: a build that is killed in between
    leaves a relation without a mark, which is built again. It is the last thing that is done to a relation.
-#}
{% macro duckdb__keep_made_from(relation, type, made_from) %}
    {%- if made_from.fingerprint is not none -%}
        {%- set mark = {'made_from': made_from.fingerprint} -%}
        {%- if type == 'view' -%}
            {%- do mark.update({'sql': made_from.sql, 'reads': made_from.reads}) -%}
        {%- else -%}
            {%- set answer = run_query(
                "select md5(sql) || ' ' || (select count(*) from " ~ relation ~ ") from duckdb_tables()"
                ~ " where database_name = '" ~ relation.database ~ "' and schema_name = '" ~ relation.schema ~ "'"
                ~ " and table_name = '" ~ relation.identifier ~ "'"
            ) -%}
            {%- do mark.update({'shape': answer.rows[0][0]}) -%}
        {%- endif -%}
        {%- set words = model.description ~ '\n' if config.persist_relation_docs() else '' -%}
        {%- do run_query(
            "comment on " ~ type ~ " " ~ relation ~ " is '" ~ (words ~ tojson(mark)) | replace("'", "''") ~ "'"
        ) -%}
    {%- endif -%}
{% endmacro %}


{#- Nothing is run, and the node's line in the log says why. -#}
{% macro duckdb__left_as_it_is() %}
    {%- call noop_statement('main', 'UNCHANGED', 'UNCHANGED') -%}
        -- unchanged: it is made from the same as before
    {%- endcall -%}
{% endmacro %}
