-- One row: all counts of the permits' row ledger. What leaves at a step is counted apart from what
-- goes on, so that the ledger can be wrong and a test can tell.
with features as (

    select * from {{ ref('stg_lapaz__permit_features') }}

),

selection as (

    select * from {{ ref('int_permits__feature_selection') }}

),

pages as (

    select * from {{ ref('permit_pages') }}

),

permits as (

    select * from {{ ref('permits') }}

),

page_rows as (

    select * from {{ ref('int_permits__page_rows') }}

),

page_fields as (

    select * from {{ ref('int_permits__page_fields') }}

),

parameters as (

    select * from {{ ref('permit_parameters') }}

),

permits_merged as (

    select * from {{ ref('permits_merged') }}

),

cadastral_merge as (

    select * from {{ ref('cadastral_merge') }}

),

features_counted as (

    select count(*) as features
    from features

),

selection_counted as (

    select
        count_if(selection = 'exact_repeat') as exact_repeats,
        count_if(selection <> 'exact_repeat') as different_features,
        count_if(selection = 'without_key') as without_key,
        count_if(selection in ('kept', 'older_version')) as versions,
        count_if(selection = 'older_version') as older_versions

    from selection

),

permits_counted as (

    select
        count(*) as permits,
        count_if(is_approved) as approved,
        count_if(is_approved and identificador_b64 is null) as without_identifier,
        count_if(is_approved and identificador_b64 is not null) as identified

    from permits

),

-- Approved permits by identifier: two that share one have one page.
identifiers as (

    select
        permits.identificador_b64,
        count(*) as sharing_permits,
        max(pages.page_outcome) as page_outcome

    from permits
    left join pages
        on permits.identificador_b64 = pages.identificador_b64
    where permits.is_approved and permits.identificador_b64 is not null
    group by permits.identificador_b64

),

identifiers_counted as (

    select
        count(*) as identifiers,
        sum(sharing_permits - 1) as shared_identifiers,
        count_if(page_outcome is null) as not_asked,
        count_if(page_outcome is not null) as asked,
        count_if(page_outcome = 'refused') as refused,
        count_if(page_outcome in ('ok', 'failed')) as not_refused,
        count_if(page_outcome = 'failed') as failed,
        count_if(page_outcome = 'ok') as answered

    from identifiers

),

pages_counted as (

    select
        count(*) as pages,
        count_if(page_outcome = 'refused') as pages_refused,
        count_if(page_outcome <> 'refused') as pages_not_refused,
        count_if(page_outcome = 'failed') as pages_failed,
        count_if(page_outcome = 'ok') as pages_answered,
        count_if(page_outcome = 'ok' and permit_count = 0) as pages_without_permit

    from pages

),

page_rows_counted as (

    select
        count_if(section_key = 'parametros_de_construccion') as parameter_rows,
        count_if(section_key = 'parametros_de_construccion' and label_count = 0)
            as parameter_rows_without_label,
        count_if(section_key <> 'parametros_de_construccion') as field_rows,
        count_if(section_key <> 'parametros_de_construccion' and label_count = 0)
            as field_rows_without_label

    from page_rows

),

parameters_counted as (

    select count(*) as parameters
    from parameters

),

page_fields_counted as (

    select
        count(*) as fields,
        count_if(has_unknown_label) as fields_with_unknown_label,
        count_if(not has_unknown_label) as known_fields,
        count_if(not has_unknown_label and not is_used) as repeated_fields,
        count_if(is_used) as used_fields

    from page_fields

),

merged_counted as (

    select
        count(*) as merged_rows,
        count(distinct id_pc_tramite) as merged_permits,
        count(distinct case when fuente = 'Ambos' then identificador_b64_html end) as matched_pages

    from permits_merged

),

lost_in_merge as (

    select count(*) as permits_lost_in_merge
    from permits
    anti join permits_merged
        on permits.id_pc_tramite = permits_merged.id_pc_tramite

),

cadastral_counted as (

    select
        count(*) as cadastral_rows,
        count(distinct id_pc_tramite) as cadastral_permits

    from cadastral_merge

),

lost_in_cadastral_merge as (

    select count(*) as permits_lost_in_cadastral_merge
    from permits
    anti join cadastral_merge
        on permits.id_pc_tramite = cadastral_merge.id_pc_tramite

),

final as (

    select
        features_counted.*,
        selection_counted.*,
        permits_counted.*,
        identifiers_counted.*,
        pages_counted.*,
        page_rows_counted.*,
        parameters_counted.*,
        page_fields_counted.*,
        merged_counted.*,
        lost_in_merge.*,
        cadastral_counted.*,
        lost_in_cadastral_merge.*

    from features_counted
    cross join selection_counted
    cross join permits_counted
    cross join identifiers_counted
    cross join pages_counted
    cross join page_rows_counted
    cross join parameters_counted
    cross join page_fields_counted
    cross join merged_counted
    cross join lost_in_merge
    cross join cadastral_counted
    cross join lost_in_cadastral_merge

)

select * from final
