-- One row per sheet that the notebook keeps, with its specimen: barcodes that stand once in its
-- merge, and are CC0 there. The columns are the notebook's seventeen, in its order. The merge with
-- the occurrence file is a left one: three specimens of the published eleven thousand have no
-- record, and stay.
with notebook_merge as (

    select * from {{ ref('int_herbarium__notebook_merge') }}

),

specimens as (

    select * from {{ ref('specimens') }}

),

kept as (

    select * from notebook_merge
    where
        rows_of_barcode = 1
        and rights = 'CC0'

),

final as (

    select
        kept.barcode,
        kept.stain_status,
        kept.specimen_id as id,
        kept.access_uri,
        specimens.institution_code,
        specimens.catalog_number,
        specimens.recorded_by,
        specimens.year,
        specimens.month,
        specimens.day,
        specimens.verbatim_event_date,
        specimens.country,
        specimens.state_province,
        specimens.county,
        specimens.locality,
        specimens.identified_by,
        specimens.scientific_name,
        coalesce(specimens.has_specimen_record, false) as has_specimen_record

    from kept
    left join specimens
        on kept.specimen_id = specimens.specimen_id

)

select * from final
