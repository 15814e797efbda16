-- The sheets that the notebook keeps, and those of them whose specimen has a record in the museum's
-- occurrence file.
select
    count(*) as sheets,
    count_if(has_specimen_record) as with_record

from herbarium.mercury_specimens
