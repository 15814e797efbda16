-- One row per member of a label set's tarball: whether it is a label, and if not, why.
with members as (

    select * from {{ ref('stg_figshare__tar_members') }}

),

named as (

    select
        archive,
        member_position,
        member_path,
        coalesce(archive in ('stained', 'unstained'), false) as is_of_known_set,
        coalesce(member_type = 'file', false) as is_file,
        -- `*.jpg` as the notebook writes it: in lower case, and with a stem before the dot
        coalesce(regexp_extract(member_path, '[^/][.]jpg$', 0) <> '', false) as is_jpg,
        regexp_extract(member_path, '([^/]+)[.]jpg$', 1) as stem

    from members

),

final as (

    select
        archive,
        member_position,
        member_path,
        is_of_known_set,
        is_file,
        is_jpg,
        case
            when not is_of_known_set then 'unknown_set'
            when not is_file then 'not_a_file'
            when not is_jpg then 'not_a_jpg'
        end as not_a_label_because,
        case when is_of_known_set and is_file and is_jpg then stem end as barcode

    from named

)

select * from final
