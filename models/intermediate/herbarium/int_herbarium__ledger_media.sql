-- One row per step from the media file's rows to the barcoded sheets and their images. Every number
-- is counted apart from the others, so that the tests can tell whether they meet.
with loads as (

    select * from {{ ref('int_folio__loads') }}
    where is_current and table_name = 'nmnh_multimedia'

),

distinct_media as (

    select * from {{ ref('int_herbarium__distinct_media') }}

),

providers as (

    select * from {{ ref('int_herbarium__media_providers') }}

),

barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}

),

sheets as (

    select * from {{ ref('sheets') }}

),

sheet_specimens as (

    select * from {{ ref('sheet_specimens') }}

),

sheet_images as (

    select * from {{ ref('sheet_images') }}

),

landed as (

    select
        sum(rows_read) as media_read,
        sum(rows_landed) as media_landed,
        sum(rows_rejected) as media_rejected

    from loads

),

distinct_counted as (

    select
        sum(copies - 1) as media_repeats,
        count(*) as media_different

    from distinct_media

),

providers_counted as (

    select
        sum(distinct_rows) filter (where not is_botany) as media_of_others,
        sum(distinct_rows) filter (where is_botany) as media_of_botany,
        sum(distinct_rows_without_word) filter (where is_botany) as media_without_word

    from providers

),

barcodes_counted as (

    select
        count(*) as media_with_word,
        count(*) filter (where barcode is null) as media_without_barcode,
        count(barcode) as media_with_barcode,
        count(*) filter (
            where barcode is not null and specimen_id is null
        ) as media_without_specimen,
        count(*) filter (
            where barcode is not null and specimen_id is not null
        ) as media_with_specimen,
        count(*) filter (where barcode is not null and access_uri is null) as media_without_image,
        count(*) filter (where barcode is not null and access_uri is not null) as media_with_image

    from barcode_media

),

sheets_counted as (

    select
        sum(media_row_count - 1) as media_beyond_first_of_sheet,
        count(*) as sheets

    from sheets

),

specimens_counted as (

    select
        sum(media_row_count - 1) as media_beyond_first_of_specimen,
        count(*) as sheet_specimens

    from sheet_specimens

),

images_counted as (

    select
        sum(media_row_count - 1) as media_beyond_first_of_image,
        count(*) as sheet_images

    from sheet_images

),

counts as (

    select
        landed.*,
        distinct_counted.*,
        providers_counted.*,
        barcodes_counted.*,
        sheets_counted.*,
        specimens_counted.*,
        images_counted.*

    from landed
    cross join distinct_counted
    cross join providers_counted
    cross join barcodes_counted
    cross join sheets_counted
    cross join specimens_counted
    cross join images_counted

),

media_chain as (

    {{ ledger_chain('counts', 'herbarium', 'media', 'media_read', [
        {
            'step': 'media_landed',
            'reason': 'rejected',
            'unit': 'media row',
            'dropped': 'media_rejected',
            'out': 'media_landed',
            'explanation': "What could not be landed; raw.rejects holds each with its reason.",
        },
        {
            'step': 'media_different',
            'reason': 'exact_repeat',
            'unit': 'media row',
            'dropped': 'media_repeats',
            'out': 'media_different',
            'explanation': (
                "Equal to an earlier row in all 19 columns; copies tells how often it stands there."
            ),
        },
        {
            'step': 'media_of_botany',
            'reason': 'other_provider',
            'unit': 'media row',
            'dropped': 'media_of_others',
            'out': 'media_of_botany',
            'explanation': "The herbarium is Botany; other departments have no sheets.",
        },
        {
            'step': 'media_that_say_barcode',
            'reason': 'no_barcode_in_description',
            'unit': 'media row',
            'dropped': 'media_without_word',
            'out': 'media_with_word',
            'explanation': "A description without the word, in any case, names no sheet.",
        },
        {
            'step': 'media_with_barcode',
            'reason': 'no_word_after_barcode',
            'unit': 'media row',
            'dropped': 'media_without_barcode',
            'out': 'media_with_barcode',
            'explanation': "Nothing follows the word, or it is no word of its own.",
        },
    ]) }}

),

sheets_chain as (

    {{ ledger_chain('counts', 'herbarium', 'sheets', 'media_with_barcode', [
        {
            'step': 'sheets_once',
            'reason': 'further_row_of_sheet',
            'unit': 'media row',
            'dropped': 'media_beyond_first_of_sheet',
            'out': 'sheets',
            'explanation': "A sheet has a row for each of its specimens and images.",
        },
    ]) }}

),

sheet_specimens_chain as (

    {{ ledger_chain('counts', 'herbarium', 'sheet_specimens', 'media_with_barcode', [
        {
            'step': 'specimens_with_id',
            'reason': 'no_specimen_id',
            'unit': 'media row',
            'dropped': 'media_without_specimen',
            'out': 'media_with_specimen',
            'explanation': "A row without an id names no specimen; its sheet stays.",
        },
        {
            'step': 'specimens_once_a_sheet',
            'reason': 'further_row_of_specimen',
            'unit': 'media row',
            'dropped': 'media_beyond_first_of_specimen',
            'out': 'sheet_specimens',
            'explanation': "A specimen has a row for each of its images.",
        },
    ]) }}

),

sheet_images_chain as (

    {{ ledger_chain('counts', 'herbarium', 'sheet_images', 'media_with_barcode', [
        {
            'step': 'images_with_address',
            'reason': 'no_image_address',
            'unit': 'media row',
            'dropped': 'media_without_image',
            'out': 'media_with_image',
            'explanation': "A row without accessURI shows no image; its sheet stays.",
        },
        {
            'step': 'images_once_a_sheet',
            'reason': 'further_row_of_image',
            'unit': 'media row',
            'dropped': 'media_beyond_first_of_image',
            'out': 'sheet_images',
            'explanation': (
                "One photograph may be listed for each specimen on it, or twice in other words."
            ),
        },
    ]) }}

),

final as (

    select * from media_chain
    union all
    select * from sheets_chain
    union all
    select * from sheet_specimens_chain
    union all
    select * from sheet_images_chain

)

select * from final
