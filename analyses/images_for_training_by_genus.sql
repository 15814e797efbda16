-- Images that a model may be trained on, as many stained as unstained of each genus: else the
-- model learns which plants were stained, and not the stain. One row per sheet, with one of its
-- images.
--
-- Only what folio calls usable: one specimen, one label, all images CC0. Which sheets of the
-- larger class are taken is decided by a hash of the barcode, so it is the same every time.
with labelled_sheets as (

    select * from {{ ref('labelled_sheets') }}
    where is_usable

),

specimens as (

    select * from {{ ref('specimens') }}
    where scientific_name is not null

),

images as (

    select
        barcode,
        min(access_uri) as access_uri

    from {{ ref('sheet_images') }}
    group by barcode

),

candidates as (

    select
        labelled_sheets.barcode,
        labelled_sheets.stain_status,
        split_part(specimens.scientific_name, ' ', 1) as genus,
        specimens.scientific_name,
        specimens.specimen_id,
        images.access_uri

    from labelled_sheets
    inner join specimens
        on labelled_sheets.specimen_id = specimens.specimen_id
    inner join images
        on labelled_sheets.barcode = images.barcode

),

genera as (

    select
        genus,
        least(
            count_if(stain_status = 'stained'), count_if(stain_status = 'unstained')
        ) as sheets_a_class

    from candidates
    group by genus

),

placed as (

    select
        *,
        row_number() over (partition by genus, stain_status order by md5(barcode), barcode) as place

    from candidates

),

final as (

    select
        placed.genus,
        placed.stain_status,
        placed.barcode,
        placed.scientific_name,
        placed.specimen_id,
        placed.access_uri

    from placed
    inner join genera
        on placed.genus = genera.genus
    where placed.place <= genera.sheets_a_class

)

select * from final
order by genus, stain_status, barcode
