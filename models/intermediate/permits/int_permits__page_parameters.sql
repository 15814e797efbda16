-- One row per row of the parameters' table that has a label: code, level, value and unit.
--
-- The code is the first cell as written, the name the second, the level the last label (from the
-- third cell on) in lower case without accents, blanks as `_`; a parameter without levels has
-- none. What the seeds do not know, a code, a level of a code, a unit, stays as it is written and
-- is flagged. A page that gives a code and level twice has two rows here, told apart by
-- `occurrence`: neither overwrites the other.
with page_rows as (

    select * from {{ ref('int_permits__page_rows') }}

),

known_parameters as (

    select * from {{ ref('permit_parameter_levels') }}

),

units as (

    select * from {{ ref('permit_units') }}

),

known_codes as (

    select distinct code
    from known_parameters

),

parameters as (

    select
        identificador_b64,
        row_number,
        first_label as code,
        nullif(second_label, '') as name,
        nullif({{ label_key('last_label') }}, '') as level,
        nullif(cell_value, '') as text

    from page_rows
    where section_key = 'parametros_de_construccion' and label_count > 0

),

measured as (

    select
        *,
        {{ is_measure('text') }} as is_measure,
        {{ measure_value('text') }} as value,
        {{ measure_unit('text') }} as written_unit,
        count(*) over (partition by identificador_b64, code, level) as occurrences,
        cast(
            row_number() over (
                partition by identificador_b64, code, level
                order by row_number
            ) as bigint
        ) as occurrence

    from parameters

),

final as (

    select
        {{ row_hash([
            'measured.identificador_b64',
            'measured.code',
            'measured.level',
            'cast(measured.occurrence as string)',
        ]) }} as parameter_key,
        measured.identificador_b64,
        measured.row_number,
        measured.code,
        measured.name,
        measured.level,
        measured.occurrence,
        measured.value,
        coalesce(units.unit, measured.written_unit) as unit,
        measured.text,
        known_codes.code is null as has_unknown_code,
        known_parameters.code is null as has_unknown_level,
        measured.is_measure and units.unit is null as has_unknown_unit,
        measured.is_measure
        and known_parameters.code is not null
        and (units.unit is distinct from known_parameters.unit) as has_unexpected_unit,
        measured.text is not null and not measured.is_measure as has_unreadable_text,
        measured.occurrences > 1 as is_repeated

    from measured
    left join known_codes
        on measured.code = known_codes.code
    left join known_parameters
        on
            measured.code = known_parameters.code
            and coalesce(measured.level, '') = coalesce(known_parameters.level, '')
    left join units
        on {{ fold_accents('measured.written_unit') }} = units.written

)

select * from final
