-- What is on one sheet: its label and what became of it, each specimen, each image, and their
-- terms. One row per specimen and image.
--
--     make ask Q="sheet_by_barcode barcode=00000140"
--
-- Without a barcode it shows the labelled sheet that holds most.
with chosen as (

    select barcode
    from {{ ref('labelled_sheets') }}
    {% if var('barcode', none) is not none -%}
        where barcode = '{{ var("barcode") }}'
    {%- endif %}
    order by specimen_count desc, image_count desc, barcode asc
    limit 1

),

labelled_sheets as (

    select * from {{ ref('labelled_sheets') }}

),

sheet_specimens as (

    select * from {{ ref('sheet_specimens') }}

),

specimen_images as (

    select * from {{ ref('specimen_images') }}

),

sheet_images as (

    select * from {{ ref('sheet_images') }}

),

specimens as (

    select * from {{ ref('specimens') }}

),

final as (

    select
        labelled_sheets.barcode,
        labelled_sheets.stain_status,
        labelled_sheets.sheet_kind,
        labelled_sheets.outcome,
        labelled_sheets.is_usable,
        specimens.specimen_id,
        specimens.scientific_name,
        specimens.country,
        specimens.verbatim_event_date,
        specimens.license as record_license,
        sheet_images.access_uri,
        sheet_images.rights as image_rights

    from labelled_sheets
    inner join chosen
        on labelled_sheets.barcode = chosen.barcode
    left join sheet_specimens
        on labelled_sheets.barcode = sheet_specimens.barcode
    left join specimens
        on sheet_specimens.specimen_id = specimens.specimen_id
    left join specimen_images
        on sheet_specimens.specimen_id = specimen_images.specimen_id
    left join sheet_images
        on
            labelled_sheets.barcode = sheet_images.barcode
            and specimen_images.access_uri = sheet_images.access_uri
    -- a specimen may be on other sheets as well, whose images are not this one's
    where specimen_images.access_uri is null or sheet_images.access_uri is not null

)

select * from final
order by specimen_id, access_uri
