-- One row per sheet that the notebook keeps, with its specimen: barcodes that stand once in its
-- merge, and are CC0 there. The columns are the notebook's seventeen, in its order. The merge with
-- the occurrence file is a left one: three specimens of the published eleven thousand have no
-- record, and stay.
with notebook_merge as (

    select * from {{ ref('int_herbarium__notebook_merge') }}

),

labelled_specimens as (

    select * from {{ ref('int_herbarium__labelled_specimens') }}

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
        labelled_specimens.institution_code,
        labelled_specimens.catalog_number,
        labelled_specimens.recorded_by,
        labelled_specimens.year,
        labelled_specimens.month,
        labelled_specimens.day,
        labelled_specimens.verbatim_event_date,
        labelled_specimens.country,
        labelled_specimens.state_province,
        labelled_specimens.county,
        labelled_specimens.locality,
        labelled_specimens.identified_by,
        labelled_specimens.scientific_name,
        coalesce(labelled_specimens.has_specimen_record, false) as has_specimen_record

    from kept
    left join labelled_specimens
        on kept.specimen_id = labelled_specimens.specimen_id

)

select * from final
