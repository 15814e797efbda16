-- One row per member of a label set's tarball, as the tarball lists it.
with members as (

    select * from {{ source('figshare', 'tar_members') }}

),

final as (

    select
        -- which member
        archive,
        position as member_position,
        member_path,

        -- what
        member_type,
        size_bytes,

        -- lineage
        _load_id as load_id,
        _row as row_number

    from members

)

select * from final
