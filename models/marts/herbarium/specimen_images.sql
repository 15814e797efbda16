-- One row per specimen and image of it, whichever barcode the image was listed under.
with sheet_contents as (

    select * from {{ ref('int_herbarium__sheet_contents') }}

),

final as (

    select
        specimen_id,
        access_uri,
        count(*) as barcode_count

    from sheet_contents
    where
        specimen_id is not null
        and access_uri is not null
    group by specimen_id, access_uri

)

select * from final
