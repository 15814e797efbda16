-- One row per label as it is given: the notebook's frame of barcode and stain_status. A label twice
-- in a set stands here twice.
with members as (

    select * from {{ ref('int_herbarium__tar_members') }}

),

final as (

    select
        archive as stain_status,
        member_position,
        barcode

    from members
    where barcode is not null

)

select * from final
