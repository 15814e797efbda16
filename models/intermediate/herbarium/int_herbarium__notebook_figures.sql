-- One row per figure that the herbarium notebook printed: the warehouse's own count of it. They can
-- be equal only where the input that a figure comes from has the size that the notebook read.

{% set providers = {
    'botany': 'Botany',
    'mammals': 'Mammals',
    'invertebrate_zoology': 'Invertebrate Zoology',
    'entomology': 'Entomology',
    'fishes': 'Fishes',
    'birds': 'Birds',
    'amphibians_and_reptiles': 'Amphibians & Reptiles',
} %}

{#- which inputs must have their published size before a figure can be compared -#}
{% set inputs = {
    'labels': ['labels_stained', 'labels_unstained', 'labels', 'labelled_barcodes'],
    'media': [
        'media_rows',
        'media_rows_repeated',
        'media_rows_different',
        'barcode_rows',
        'barcode_rows_length_8',
        'barcode_rows_length_7',
        'barcode_rows_length_19',
        'barcode_rows_length_11',
        'barcode_rows_length_2',
        'barcode_rows_without_barcode',
    ],
    'occurrences': ['occurrence_rows'],
    'labels and media': [
        'merged_rows',
        'merged_rows_matched',
        'labels_without_image',
        'merged_rows_beyond_first',
        'barcodes_once',
        'barcodes_once_with_image',
        'barcodes_once_cc0',
        'barcodes_once_usage_conditions_apply',
    ],
    'labels, media and occurrences': ['cc0_without_occurrence'],
} %}

{% set figures = [] %}
{% for input, names in inputs.items() %}
{% for name in names %}
{% do figures.append({'name': name, 'input': input}) %}
{% endfor %}
{% endfor %}
{% for name in providers %}
{% do figures.append({'name': 'media_rows_' ~ name, 'input': 'media'}) %}
{% do figures.append({'name': 'media_rows_' ~ name ~ '_different', 'input': 'media'}) %}
{% endfor %}

with published_figures as (

    select * from {{ ref('published_figures') }}

),

label_rows as (

    select * from {{ ref('int_herbarium__label_rows') }}

),

providers as (

    select * from {{ ref('int_herbarium__media_providers') }}

),

barcode_media as (

    select * from {{ ref('int_herbarium__barcode_media') }}

),

notebook_merge as (

    select * from {{ ref('int_herbarium__notebook_merge') }}

),

mercury_specimens as (

    select * from {{ ref('mercury_specimens') }}

),

occurrences as (

    select count(*) as occurrence_rows
    from {{ ref('stg_nmnh__occurrence') }}

),

labels_counted as (

    select
        count(*) as labels,
        count(distinct barcode) as labelled_barcodes,
        count(*) filter (where stain_status = 'stained') as labels_stained,
        count(*) filter (where stain_status = 'unstained') as labels_unstained

    from label_rows

),

media_counted as (

    select
        {%- for name, provider in providers.items() %}
        sum(media_rows) filter (
            where provider_literal = 'Smithsonian Institution, NMNH, {{ provider }}'
        ) as media_rows_{{ name }},
        sum(distinct_rows) filter (
            where provider_literal = 'Smithsonian Institution, NMNH, {{ provider }}'
        ) as media_rows_{{ name }}_different,
        {%- endfor %}
        sum(media_rows) as media_rows,
        sum(distinct_rows) as media_rows_different,
        sum(media_rows) - sum(distinct_rows) as media_rows_repeated

    from providers

),

barcodes_counted as (

    select
        count(*) as barcode_rows,
        count(*) filter (where barcode_length = 8) as barcode_rows_length_8,
        count(*) filter (where barcode_length = 7) as barcode_rows_length_7,
        count(*) filter (where barcode_length = 19) as barcode_rows_length_19,
        count(*) filter (where barcode_length = 11) as barcode_rows_length_11,
        count(*) filter (where barcode_length = 2) as barcode_rows_length_2,
        count(*) filter (where barcode is null) as barcode_rows_without_barcode

    from barcode_media

),

merge_counted as (

    select
        count(*) as merged_rows,
        count(*) filter (where is_matched) as merged_rows_matched,
        count(*) filter (where not is_matched) as labels_without_image,
        count(*) - count(distinct barcode) as merged_rows_beyond_first,
        count(*) filter (where rows_of_barcode = 1) as barcodes_once,
        count(*) filter (where rows_of_barcode = 1 and is_matched) as barcodes_once_with_image,
        count(*) filter (where rows_of_barcode = 1 and rights = 'CC0') as barcodes_once_cc0,
        count(*) filter (
            where rows_of_barcode = 1 and rights = 'Usage Conditions Apply'
        ) as barcodes_once_usage_conditions_apply

    from notebook_merge

),

kept_counted as (

    select count(*) filter (where not has_specimen_record) as cc0_without_occurrence
    from mercury_specimens

),

counted as (

    select
        labels_counted.*,
        media_counted.*,
        barcodes_counted.*,
        merge_counted.*,
        kept_counted.*,
        occurrences.*

    from labels_counted
    cross join media_counted
    cross join barcodes_counted
    cross join merge_counted
    cross join kept_counted
    cross join occurrences

),

figures as (

    {% for figure in figures %}
    select
        '{{ figure.name }}' as figure,
        '{{ figure.input }}' as input,
        cast(coalesce({{ figure.name }}, 0) as bigint) as warehouse_value
    from counted
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- the sizes that the notebook printed for its three inputs, beside ours
published as (

    select
        max(notebook_value) filter (where figure = 'labels') as labels,
        max(notebook_value) filter (where figure = 'media_rows') as media_rows,
        max(notebook_value) filter (where figure = 'occurrence_rows') as occurrence_rows

    from published_figures
    where notebook = 'herbarium'

),

sizes as (

    select
        published.labels = counted.labels as labels_as_published,
        published.media_rows = coalesce(counted.media_rows, 0) as media_as_published,
        published.occurrence_rows = counted.occurrence_rows as occurrences_as_published,
        {{ instead_of('counted.labels', 'published.labels') }} as labels_note,
        {{ instead_of('counted.media_rows', 'published.media_rows') }} as media_note,
        {{ instead_of('counted.occurrence_rows', 'published.occurrence_rows') }} as occurrences_note

    from counted
    cross join published

),

compared as (

    select
        figures.figure,
        figures.warehouse_value,
        (sizes.labels_as_published or not contains(figures.input, 'labels'))
        and (sizes.media_as_published or not contains(figures.input, 'media'))
        and (
            sizes.occurrences_as_published or not contains(figures.input, 'occurrences')
        ) as input_is_published_size,
        concat_ws(
            ', ',
            case
                when contains(figures.input, 'labels') and not sizes.labels_as_published
                    then 'labels ' || sizes.labels_note
            end,
            case
                when contains(figures.input, 'media') and not sizes.media_as_published
                    then 'media rows ' || sizes.media_note
            end,
            case
                when contains(figures.input, 'occurrences') and not sizes.occurrences_as_published
                    then 'occurrence rows ' || sizes.occurrences_note
            end
        ) as other_sizes

    from figures
    cross join sizes

),

final as (

    select
        'herbarium' as notebook,
        figure,
        warehouse_value,
        input_is_published_size,
        case
            when not input_is_published_size then 'not comparable: ' || other_sizes
        end as note

    from compared

)

select * from final
