-- One row per barcode that bears a label: what is on the sheet, whether the notebook's rules keep
-- it and if not why, and whether it may be used by folio's own rule.
with labels as (

    select * from {{ ref('int_herbarium__labels') }}

),

sheets as (

    select * from {{ ref('sheets') }}

),

mercury_specimens as (

    select * from {{ ref('mercury_specimens') }}

),

notebook_merge as (

    select * from {{ ref('int_herbarium__notebook_merge') }}

),

sheet_specimens as (

    select * from {{ ref('sheet_specimens') }}

),

labelled_specimens as (

    select * from {{ ref('int_herbarium__labelled_specimens') }}

),

-- media rows that bear the barcode, also those that name no specimen or no image: the notebook
-- counts them all
media_rows as (

    select
        barcode,
        count(distinct media_row_number) as media_row_count

    from notebook_merge
    group by barcode

),

-- The record's licence is another matter than the image's rights, and users are bitten by the
-- difference: an image may be free where its record is not, and the other way round.
licenses as (

    select
        sheet_specimens.barcode,
        case
            when
                min(coalesce(labelled_specimens.license, ''))
                <> max(coalesce(labelled_specimens.license, ''))
                then 'mixed'
            else min(labelled_specimens.license)
        end as license

    from sheet_specimens
    semi join labels
        on sheet_specimens.barcode = labels.barcode
    inner join labelled_specimens
        on sheet_specimens.specimen_id = labelled_specimens.specimen_id
    group by sheet_specimens.barcode

),

described as (

    select
        labels.barcode,
        labels.is_valid_barcode,
        labels.stain_status,
        labels.label_count,
        coalesce(sheets.image_count, 0) as image_count,
        coalesce(sheets.specimen_count, 0) as specimen_count,
        media_rows.media_row_count,
        coalesce(sheets.sheet_kind, 'no_image') as sheet_kind,
        sheets.specimen_id,
        sheets.rights,
        coalesce(sheets.is_cc0, false) as is_cc0,
        licenses.license,
        mercury_specimens.barcode is not null as is_kept

    from labels
    left join sheets
        on labels.barcode = sheets.barcode
    left join media_rows
        on labels.barcode = media_rows.barcode
    left join licenses
        on labels.barcode = licenses.barcode
    left join mercury_specimens
        on labels.barcode = mercury_specimens.barcode

),

-- The notebook keeps what stands once in its merge. Its reasons come first; where none of them
-- holds and yet the barcode stands there more than once, its label is given twice in one set, or
-- two different media rows show its one image.
judged as (

    select
        *,
        case
            when is_kept then 'kept'
            when stain_status = 'conflicting' then 'conflicting_label'
            when sheet_kind = 'no_image' then 'no_image'
            when sheet_kind = 'multi_specimen' then 'multi_specimen'
            when sheet_kind = 'multi_image' then 'multi_image'
            when not is_cc0 then 'not_cc0'
            when label_count > 1 then 'repeated_label'
            else 'repeated_media_row'
        end as outcome,
        -- folio's own rule: one specimen, one label, all images CC0. Two images of one specimen are
        -- two good images.
        case
            when stain_status = 'conflicting' then 'conflicting_label'
            when sheet_kind = 'no_image' then 'no_image'
            when specimen_count > 1 then 'multi_specimen'
            when specimen_count = 0 then 'no_specimen'
            when not is_cc0 then 'not_cc0'
        end as unusable_because

    from described

),

final as (

    select
        barcode,
        is_valid_barcode,
        stain_status,
        label_count,
        image_count,
        specimen_count,
        media_row_count,
        sheet_kind,
        specimen_id,
        rights,
        is_cc0,
        license,
        outcome,
        unusable_because is null as is_usable,
        unusable_because

    from judged

)

select * from final
