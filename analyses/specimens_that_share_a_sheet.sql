-- Sheets of several specimens: the kind of sheet whose label cannot be told to belong to one
-- plant. One row per specimen on such a sheet.
with sheets as (

    select * from {{ ref('sheets') }}
    where sheet_kind = 'multi_specimen'

),

sheet_specimens as (

    select * from {{ ref('sheet_specimens') }}

),

specimens as (

    select * from {{ ref('specimens') }}

),

final as (

    select
        sheets.barcode,
        sheets.specimen_count,
        sheets.image_count,
        specimens.specimen_id,
        specimens.scientific_name,
        specimens.catalog_number,
        specimens.type_status

    from sheets
    inner join sheet_specimens
        on sheets.barcode = sheet_specimens.barcode
    inner join specimens
        on sheet_specimens.specimen_id = specimens.specimen_id

)

select * from final
order by specimen_count desc, barcode asc, specimen_id asc
