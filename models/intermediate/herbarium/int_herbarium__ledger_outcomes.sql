-- One row per step from the labelled sheets to those that the notebook's rules keep, to those that
-- are usable by folio's, and from either to those that both keep: where the two differ, how many
-- and why. Every number is counted apart from the others, so that the tests can tell whether they
-- meet.
with labels as (

    select * from {{ ref('int_herbarium__labels') }}

),

labelled_sheets as (

    select * from {{ ref('labelled_sheets') }}

),

mercury_specimens as (

    select * from {{ ref('mercury_specimens') }}

),

labels_counted as (

    select count(*) as labelled_barcodes
    from labels

),

kept_counted as (

    select count(*) as kept
    from mercury_specimens

),

{% set outcomes = [
    'conflicting_label',
    'no_image',
    'multi_specimen',
    'multi_image',
    'not_cc0',
    'repeated_label',
    'repeated_media_row',
] -%}
{% set unusable = [
    'conflicting_label',
    'no_image',
    'multi_specimen',
    'no_specimen',
    'not_cc0',
] -%}
-- notebook_x: sheets that leave for the reason x; notebook_after_x: those that neither x nor a
-- reason before it sends away
outcomes_counted as (

    select
        {%- for outcome in outcomes %}
        count(*) filter (where outcome = '{{ outcome }}') as notebook_{{ outcome }},
        count(*) filter (
            where outcome not in (
                {%- for gone in outcomes[:loop.index] %}
                '{{ gone }}'{{ ',' if not loop.last }}
                {%- endfor %}
            )
        ) as notebook_after_{{ outcome }},
        {%- endfor %}
        {%- for reason in unusable %}
        count(*) filter (where unusable_because = '{{ reason }}') as folio_{{ reason }},
        count(*) filter (
            where coalesce(unusable_because, '') not in (
                {%- for gone in unusable[:loop.index] %}
                '{{ gone }}'{{ ',' if not loop.last }}
                {%- endfor %}
            )
        ) as folio_after_{{ reason }},
        {%- endfor %}
        count(*) filter (where is_usable) as usable,
        {%- for outcome in ['multi_image', 'repeated_label', 'repeated_media_row'] %}
        count(*) filter (where is_usable and outcome = '{{ outcome }}') as usable_{{ outcome }},
        {%- endfor %}
        count(*) filter (where is_usable and outcome <> 'multi_image') as usable_one_image,
        count(*) filter (
            where is_usable and outcome not in ('multi_image', 'repeated_label')
        ) as usable_one_label_row,
        count(*) filter (where is_usable and outcome = 'kept') as usable_and_kept,
        count(*) filter (where not is_usable and outcome = 'kept') as kept_not_usable

    from labelled_sheets

),

counts as (

    select
        labels_counted.*,
        kept_counted.*,
        outcomes_counted.*

    from labels_counted
    cross join kept_counted
    cross join outcomes_counted

),

notebook_chain as (

    {{ ledger_chain('counts', 'herbarium', 'notebook', 'labelled_barcodes', [
        {
            'step': 'notebook_one_label',
            'reason': 'conflicting_label',
            'unit': 'labelled sheet',
            'dropped': 'notebook_conflicting_label',
            'out': 'notebook_after_conflicting_label',
            'explanation': (
                "In both sets: no training example. The notebook drops it as a repeated barcode."
            ),
        },
        {
            'step': 'notebook_with_image',
            'reason': 'no_image',
            'unit': 'labelled sheet',
            'dropped': 'notebook_no_image',
            'out': 'notebook_after_no_image',
            'explanation': "No media row bears the barcode.",
        },
        {
            'step': 'notebook_one_specimen',
            'reason': 'multi_specimen',
            'unit': 'labelled sheet',
            'dropped': 'notebook_multi_specimen',
            'out': 'notebook_after_multi_specimen',
            'explanation': "Several specimens on one sheet: the label cannot be told to belong to one.",
        },
        {
            'step': 'notebook_one_image',
            'reason': 'multi_image',
            'unit': 'labelled sheet',
            'dropped': 'notebook_multi_image',
            'out': 'notebook_after_multi_image',
            'explanation': (
                "Several images of one specimen. The notebook drops them as repeated barcodes; "
                ~ "folio keeps those whose images are all CC0, and the chain usable_but_not_kept "
                ~ "counts them."
            ),
        },
        {
            'step': 'notebook_cc0',
            'reason': 'not_cc0',
            'unit': 'labelled sheet',
            'dropped': 'notebook_not_cc0',
            'out': 'notebook_after_not_cc0',
            'explanation': "The image may not be used freely.",
        },
        {
            'step': 'notebook_one_label_row',
            'reason': 'repeated_label',
            'unit': 'labelled sheet',
            'dropped': 'notebook_repeated_label',
            'out': 'notebook_after_repeated_label',
            'explanation': (
                "Twice in one set: one label. The notebook drops it as a repeated barcode, folio "
                ~ "keeps it; the chain usable_but_not_kept counts it."
            ),
        },
        {
            'step': 'notebook_one_media_row',
            'reason': 'repeated_media_row',
            'unit': 'labelled sheet',
            'dropped': 'notebook_repeated_media_row',
            'out': 'kept',
            'explanation': (
                "One image, listed twice in other words. The notebook drops it as a repeated "
                ~ "barcode, folio keeps it; the chain usable_but_not_kept counts it."
            ),
        },
    ]) }}

),

usable_chain as (

    {{ ledger_chain('counts', 'herbarium', 'usable', 'labelled_barcodes', [
        {
            'step': 'usable_one_label',
            'reason': 'conflicting_label',
            'unit': 'labelled sheet',
            'dropped': 'folio_conflicting_label',
            'out': 'folio_after_conflicting_label',
            'explanation': "In both sets: no training example.",
        },
        {
            'step': 'usable_with_image',
            'reason': 'no_image',
            'unit': 'labelled sheet',
            'dropped': 'folio_no_image',
            'out': 'folio_after_no_image',
            'explanation': "No image of the sheet is known.",
        },
        {
            'step': 'usable_one_specimen',
            'reason': 'multi_specimen',
            'unit': 'labelled sheet',
            'dropped': 'folio_multi_specimen',
            'out': 'folio_after_multi_specimen',
            'explanation': "Several specimens on one sheet: the label cannot be told to belong to one.",
        },
        {
            'step': 'usable_known_specimen',
            'reason': 'no_specimen',
            'unit': 'labelled sheet',
            'dropped': 'folio_no_specimen',
            'out': 'folio_after_no_specimen',
            'explanation': "No media row says which specimen the sheet holds.",
        },
        {
            'step': 'usable_cc0',
            'reason': 'not_cc0',
            'unit': 'labelled sheet',
            'dropped': 'folio_not_cc0',
            'out': 'usable',
            'explanation': "Not all of its images may be used freely.",
        },
    ]) }}

),

usable_but_not_kept_chain as (

    {{ ledger_chain('counts', 'herbarium', 'usable_but_not_kept', 'usable', [
        {
            'step': 'both_one_image',
            'reason': 'multi_image',
            'unit': 'labelled sheet',
            'dropped': 'usable_multi_image',
            'out': 'usable_one_image',
            'explanation': (
                "Kept by folio, thrown away by the notebook: several images of one specimen, all "
                ~ "CC0."
            ),
        },
        {
            'step': 'both_one_label_row',
            'reason': 'repeated_label',
            'unit': 'labelled sheet',
            'dropped': 'usable_repeated_label',
            'out': 'usable_one_label_row',
            'explanation': (
                "Kept by folio, thrown away by the notebook: its label is given twice in one set."
            ),
        },
        {
            'step': 'both_one_media_row',
            'reason': 'repeated_media_row',
            'unit': 'labelled sheet',
            'dropped': 'usable_repeated_media_row',
            'out': 'usable_and_kept',
            'explanation': (
                "Kept by folio, thrown away by the notebook: one image, listed twice in other "
                ~ "words."
            ),
        },
    ]) }}

),

kept_but_not_usable_chain as (

    {{ ledger_chain('counts', 'herbarium', 'kept_but_not_usable', 'kept', [
        {
            'step': 'both_usable',
            'reason': 'not_usable',
            'unit': 'labelled sheet',
            'dropped': 'kept_not_usable',
            'out': 'usable_and_kept',
            'explanation': (
                "Kept by the notebook, thrown away by folio: another row of the image has other "
                ~ "rights, or the one row names no specimen or no image."
            ),
        },
    ]) }}

),

final as (

    select * from notebook_chain
    union all
    select * from usable_chain
    union all
    select * from usable_but_not_kept_chain
    union all
    select * from kept_but_not_usable_chain

)

select * from final
