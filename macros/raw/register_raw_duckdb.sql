{#- DuckDB: views over the Parquet files, each with `_load_id` and, from Parquet's own row position, `_row`. -#}
{% macro duckdb__register_raw() %}
    {%- set landing = (folio_home() | trim) ~ '/landing' -%}
    {%- set views = duckdb__ledger_views(landing) -%}
    {%- set landed = duckdb__landed_columns(views) -%}
    {%- for table in duckdb__last_good_loads(views) -%}
        {%- do views.update({
            table.name: duckdb__table_view(landing, table, landed[table.name], expected_columns(table.name))
        }) -%}
    {%- endfor -%}

    {#- what was never landed is there all the same, and empty -#}
    {%- for source in graph.sources.values() if source.identifier not in views -%}
        {%- set columns = expected_columns(source.identifier) -%}
        {%- set nulls = [] -%}
        {%- for name, type in columns.items() -%}
            {%- do nulls.append('cast(null as ' ~ type ~ ') as ' ~ adapter.quote(name)) -%}
        {%- endfor -%}
        {%- do views.update({source.identifier: 'select ' ~ nulls | join(', ') ~ ' limit 0'}) -%}
    {%- endfor -%}

    {%- do run_query('create schema if not exists raw') -%}
    {%- for name, sql in views.items() -%}
        {%- do run_query('create or replace view raw.' ~ adapter.quote(name) ~ ' as ' ~ sql) -%}
    {%- endfor -%}
    {%- do duckdb__mark_raw(views, landing) -%}
{% endmacro %}


{#-
    What each view shows, for who reads it (macros/materializations/made_from.sql). A load's files never change, and
    their paths name the load; what the ledger's own views show changes with the loads.
-#}
{% macro duckdb__mark_raw(views, landing) %}
    {%- set loads = run_query(
        "select md5(string_agg(cast(to_json(loads) as string), chr(10) order by load_id, table_name)) from raw.loads"
    ).rows[0][0] -%}
    {%- for name, sql in views.items() -%}
        {%- set is_ledger = name in ['loads', 'load_columns', 'rejects', 'datasets'] -%}
        {%- set shown = (sql | replace(landing, '')) ~ (loads if is_ledger else '') -%}
        {%- do run_query(
            "comment on view raw." ~ adapter.quote(name) ~ " is '" ~ tojson({'made_from': local_md5(shown)}) ~ "'"
        ) -%}
    {%- endfor -%}
{% endmacro %}


{#- The columns that a source's YAML declares, name to type: what staging expects. -#}
{% macro expected_columns(identifier) %}
    {%- set columns = {} -%}
    {%- for source in graph.sources.values() if source.identifier == identifier -%}
        {%- for column in source.columns.values() -%}
            {%- do columns.update({column.name: column.data_type or 'string'}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(columns) -%}
{% endmacro %}


{#-
    The ledger's views that can be made now. A load's folder is in place a moment before its ledger file is: the semi
    join hides it until then.
-#}
{% macro duckdb__ledger_views(landing) %}
    {%- set views = {} -%}
    {#- the folder's own name may hold signs that a pattern gives a meaning -#}
    {%- set folder = landing | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]') | replace("'", "''") -%}
    {%- if duckdb__any_file(folder ~ '/_loads/*.parquet') -%}
        {#- the ledger of an older folio may lack a column: then it is NULL -#}
        {%- set every = [] -%}
        {%- for name, type in expected_columns('loads').items() -%}
            {%- do every.append('cast(null as ' ~ type ~ ') as ' ~ name) -%}
        {%- endfor -%}
        {%- set loads = "select " ~ expected_columns('loads') | join(', ') ~ " from (select " ~ every | join(', ')
            ~ " where false union all by name from read_parquet('" ~ folder
            ~ "/_loads/*.parquet', hive_partitioning = false, union_by_name = true))" -%}
        {%- do views.update({'loads': loads}) -%}
        {%- for table in ['load_columns', 'rejects', 'datasets'] -%}
            {%- set files = folder ~ '/*/*/_' ~ table ~ '.parquet' -%}
            {%- if duckdb__any_file(files) -%}
                {%- do views.update({table:
                    "select " ~ expected_columns(table) | join(', ')
                    ~ " from read_parquet('" ~ files ~ "', hive_partitioning = false, union_by_name = true) as beside"
                    ~ " semi join (select load_id from (" ~ loads ~ ") where status = 'ok') as good using (load_id)"
                }) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(views) -%}
{% endmacro %}


{% macro duckdb__any_file(pattern) %}
    {%- set found = run_query("select count(*) from glob('" ~ pattern ~ "')") -%}
    {%- do return(found.rows[0][0] > 0) -%}
{% endmacro %}


{#- Each table's last good load: its name, the load, its files with their numbers of rows. -#}
{% macro duckdb__last_good_loads(views) %}
    {%- set tables = [] -%}
    {%- if 'loads' in views and 'load_columns' in views -%}
        {%- set found = run_query(
            "select table_name, load_id, data_files from (" ~ views['loads'] ~ ") where status = 'ok'"
            ~ " qualify row_number() over (partition by table_name order by load_id desc) = 1"
        ) -%}
        {%- for row in found.rows -%}
            {%- do tables.append({'name': row[0], 'load_id': row[1], 'files': fromjson(row[2])}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(tables) -%}
{% endmacro %}


{#- The columns of each table's last good load, in order: table name to list of names. -#}
{% macro duckdb__landed_columns(views) %}
    {%- set columns = {} -%}
    {%- if 'load_columns' in views -%}
        {%- set found = run_query(
            "with good as (select table_name, max(load_id) as load_id from (" ~ views['loads'] ~ ")"
            ~ " where status = 'ok' group by table_name)"
            ~ " select table_name, column_name from (" ~ views['load_columns'] ~ ")"
            ~ " semi join good using (table_name, load_id) order by table_name, position"
        ) -%}
        {%- for row in found.rows -%}
            {%- do columns.setdefault(row[0], []).append(row[1]) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(columns) -%}
{% endmacro %}


{#-
    The SQL of one table. Names are compared without regard to case, and a column of a source bears the name that its
    YAML gives. A column that staging expects and the load lacks is NULL, and said; so is one that no model reads.
-#}
{% macro duckdb__table_view(landing, table, landed, expected) %}
    {%- set known = {} -%}
    {%- for name in expected -%}
        {%- do known.update({name | lower: name}) -%}
    {%- endfor -%}
    {%- set names = [] -%}
    {%- set found = [] -%}
    {%- set unread = [] -%}
    {%- for name in landed -%}
        {%- set column = '"' ~ (name | replace('"', '""')) ~ '"' -%}
        {%- if name | lower in known -%}
            {%- do names.append(column ~ ' as ' ~ adapter.quote(known[name | lower])) -%}
        {%- else -%}
            {%- do names.append(column) -%}
            {%- do unread.append(name) -%}
        {%- endif -%}
        {%- do found.append(name | lower) -%}
    {%- endfor -%}
    {%- set hashes = ['_row_hash', '_row_hash_2'] -%}
    {%- if table.files | rejectattr('hashed') | list | length == 0 -%}
        {%- do names.extend(hashes) -%}
    {%- elif hashes[0] in expected -%}
        {%- do exceptions.raise_compiler_error(
            "raw." ~ table.name ~ " was landed without row hashes, by which repeats are told; land it again"
        ) -%}
    {%- endif -%}
    {%- for name, type in expected.items()
        if name | lower not in found and name not in ['_load_id', '_row'] + hashes -%}
        {%- do names.append('cast(null as ' ~ type ~ ') as ' ~ adapter.quote(name)) -%}
        {%- do exceptions.warn("raw." ~ table.name ~ " has no column " ~ name ~ " in its last load; it is NULL") -%}
    {%- endfor -%}
    {%- if expected and unread -%}
        {%- do log("raw." ~ table.name ~ " has columns that no model reads: " ~ unread | join(', '), info=true) -%}
    {%- endif -%}
    {%- set selects = [] -%}
    {%- set before = namespace(rows=1) -%}
    {%- for file in table.files -%}
        {%- set path = (landing ~ '/' ~ file.path) | replace("'", "''") -%}
        {%- do selects.append(
            "select " ~ names | join(', ') ~ ", '" ~ table.load_id ~ "' as _load_id, file_row_number + "
            ~ before.rows ~ " as _row from read_parquet('" ~ path
            ~ "', hive_partitioning = false, file_row_number = true)"
        ) -%}
        {%- set before.rows = before.rows + file.rows -%}
    {%- endfor -%}
    {%- do return(selects | join(' union all ')) -%}
{% endmacro %}
