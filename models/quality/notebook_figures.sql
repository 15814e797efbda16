-- Every figure that a notebook printed beside the warehouse's own. They can agree only on the
-- notebook's input: where that has another size by now, `agrees` is null and the note says so.
with published as (

    select * from {{ ref('published_figures') }}

),

herbarium as (

    select * from {{ ref('int_herbarium__notebook_figures') }}

),

permits as (

    select * from {{ ref('int_permits__notebook_figures') }}

),

counted as (

    select
        notebook,
        figure,
        warehouse_value,
        input_is_published_size,
        note
    from herbarium
    union all
    select
        notebook,
        figure,
        warehouse_value,
        input_is_published_size,
        note
    from permits

),

final as (

    select
        published.notebook,
        published.figure,
        published.notebook_value,
        counted.warehouse_value,
        case
            when counted.input_is_published_size
                then counted.warehouse_value = published.notebook_value
        end as agrees,
        coalesce(
            counted.note,
            case
                when counted.figure is null then 'not counted'
                when not counted.input_is_published_size
                    then 'not comparable: the input has another size than the notebook''s had'
            end
        ) as note,
        published.description

    from published
    left join counted
        on
            published.notebook = counted.notebook
            and published.figure = counted.figure

)

select * from final
