-- The sheets that the notebook keeps, each with its one image and its specimen, in the order of
-- the labels. A kept barcode bears one label, so the join adds no row.
select
    kept.barcode,
    kept.stain_status,
    kept.id,
    kept.access_uri as "accessURI",
    kept.institution_code as "institutionCode",
    kept.catalog_number as "catalogNumber",
    kept.recorded_by as "recordedBy",
    kept.year,
    kept.month,
    kept.day,
    kept.verbatim_event_date as "verbatimEventDate",
    kept.country,
    kept.state_province as "stateProvince",
    kept.county,
    kept.locality,
    kept.identified_by as "identifiedBy",
    kept.scientific_name as "scientificName"

from herbarium.mercury_specimens as kept
inner join intermediate.int_herbarium__label_rows as labels
    on kept.barcode = labels.barcode
order by labels.stain_status, labels.member_position
