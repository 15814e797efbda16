-- One row per permit, parameter and level, with the value in its unit. The areas that the notebook
-- overwrote are here.
-- The rules for code, level and unit stand in int_permits__page_parameters.
with parameters as (

    select * from {{ ref('int_permits__page_parameters') }}

),

final as (

    select
        -- keys
        parameter_key,
        identificador_b64,
        code,
        level,
        occurrence,

        -- what
        name,
        value,
        unit,
        text,

        -- flags
        has_unknown_code,
        has_unknown_level,
        has_unknown_unit,
        has_unexpected_unit,
        has_unreadable_text,
        is_repeated,

        -- lineage
        row_number

    from parameters

)

select * from final
