-- One row per figure that the permits' notebook printed, or that its authors wrote of its data:
-- the warehouse's own count. What the notebook did is counted the way it did it, but for the
-- merge, of which folio's own is counted beside it: there the two must differ, and the note says
-- why. They can be equal only where the layer has the size that the notebook read, and every page
-- was asked for.
with counts as (

    select * from {{ ref('int_permits__notebook_counts') }}

),

published as (

    select * from {{ ref('published_figures') }}

),

published_sizes as (

    select
        max(case when figure = 'features' then notebook_value end) as published_features,
        max(case when figure = 'pages_asked' then notebook_value end) as published_pages_asked

    from published
    where notebook = 'permits'

),

sizes as (

    select
        counts.features,
        counts.pages_asked,
        counts.pages_not_asked,
        counts.identifiers_without_year,
        counts.merged_rows_as_written,
        published_sizes.published_features,
        published_sizes.published_pages_asked,
        counts.features = published_sizes.published_features as is_layer_as_published,
        counts.features = published_sizes.published_features
        and counts.pages_asked = published_sizes.published_pages_asked
        and counts.pages_not_asked = 0 as is_everything_as_published

    from counts
    cross join published_sizes

),

as_bigint as (

    select
        cast(coalesce(features, 0) as bigint) as features,
        cast(coalesce(permits, 0) as bigint) as permits,
        cast(coalesce(cadastral_codes, 0) as bigint) as cadastral_codes,
        cast(coalesce(features_without_geometry, 0) as bigint) as features_without_geometry,
        cast(coalesce(most_floors, 0) as bigint) as most_floors,
        cast(coalesce(pages_asked, 0) as bigint) as pages_asked,
        cast(coalesce(identifiers, 0) as bigint) as identifiers,
        cast(coalesce(identifiers_without_year, 0) as bigint) as identifiers_without_year,
        cast(coalesce(pages_answered, 0) as bigint) as pages_answered,
        cast(coalesce(pages_refused, 0) as bigint) as pages_refused,
        cast(coalesce(pages_timed_out, 0) as bigint) as pages_timed_out,
        cast(coalesce(merged_rows_as_written, 0) as bigint) as merged_rows_as_written,
        cast(coalesce(merged_rows_as_written_matched, 0) as bigint)
            as merged_rows_as_written_matched,
        cast(coalesce(merged_rows, 0) as bigint) as merged_rows,
        cast(coalesce(merged_rows_matched, 0) as bigint) as merged_rows_matched,
        cast(coalesce(pages_matched_without_blanks, 0) as bigint) as pages_matched_without_blanks

    from counts

),

figures as (

    select
        figure,
        warehouse_value,
        -- what is counted on the layer alone needs no page
        figure in (
            'features', 'permits', 'cadastral_codes', 'features_without_geometry', 'most_floors'
        ) as is_of_layer

    from as_bigint
    unpivot (
        warehouse_value for figure in (
            features,
            permits,
            cadastral_codes,
            features_without_geometry,
            most_floors,
            pages_asked,
            identifiers,
            identifiers_without_year,
            pages_answered,
            pages_refused,
            pages_timed_out,
            merged_rows_as_written,
            merged_rows_as_written_matched,
            merged_rows,
            merged_rows_matched,
            pages_matched_without_blanks
        )
    )

),

compared as (

    select
        figures.figure,
        figures.warehouse_value,
        case
            when figures.is_of_layer then sizes.is_layer_as_published
            else sizes.is_everything_as_published
        end as input_is_published_size

    from figures
    cross join sizes

),

explained as (

    select
        compared.figure,
        compared.warehouse_value,
        compared.input_is_published_size,
        case
            when not compared.input_is_published_size
                then
                    'not comparable: '
                    || cast(sizes.features as string) || ' features instead of '
                    || cast(sizes.published_features as string) || ', '
                    || cast(sizes.pages_asked - sizes.pages_not_asked as string)
                    || ' pages asked for instead of '
                    || cast(sizes.published_pages_asked as string)
        end as size_note,
        case compared.figure
            when 'merged_rows'
                then
                    'folio joins codes that are written alike, so permits and pages meet, and has '
                    || 'each permit once; as the codes are written none meets, and the merge holds '
                    || 'all features and all pages: '
                    || cast(sizes.merged_rows_as_written as string)
            when 'merged_rows_matched'
                then
                    'the page writes 044 0187 0033 0000 and the layer 044018700330000; the '
                    || 'notebook joined them as they are and met nothing'
            when 'pages_refused'
                then
                    'counted as the notebook asks; folio understands times without fraction, '
                    || 'so it asks for '
                    || cast(sizes.identifiers_without_year as string)
                    || ' of these under the right year'
            when 'pages_asked'
                then 'the notebook asks once a feature, folio once an identifier'
        end as folio_note

    from compared
    cross join sizes

),

final as (

    select
        'permits' as notebook,
        figure,
        warehouse_value,
        input_is_published_size,
        nullif(concat_ws('; ', size_note, folio_note), '') as note

    from explained

)

select * from final
