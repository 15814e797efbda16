-- The labels as they are given, stained first, in the order of the tarballs; a label that is given
-- twice stands here twice.
select
    barcode,
    stain_status

from intermediate.int_herbarium__label_rows
order by stain_status, member_position
