-- One row per step of the permits: from the layer's features to the permits, from the approved
-- permits to their pages, from the pages' rows to parameters and fields, and through both merges,
-- counted by their left side. Rows that leave are counted where they leave, apart from those that
-- go on.
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

counts as (

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

),

-- from the layer to the permits
permits_chain as (

    {{ ledger_chain('counts', 'permits', 'permits', 'features', [
        {
            'step': 'remove_exact_repeats', 'reason': 'exact_repeat', 'unit': 'feature',
            'dropped': 'exact_repeats', 'out': 'different_features',
            'explanation': "The feature has the properties and the geometry of another one, to the letter.",
        },
        {
            'step': 'find_permit', 'reason': 'without_key', 'unit': 'feature',
            'dropped': 'without_key', 'out': 'versions',
            'explanation': "The feature has no idPCTramite that could be read, so it belongs to no permit.",
        },
        {
            'step': 'choose_version', 'reason': 'older_version', 'unit': 'feature',
            'dropped': 'older_versions', 'out': 'permits',
            'explanation': (
                "A later version of the same permit is in the layer; the notebook keeps all "
                ~ "of them."
            ),
        },
    ]) }}

),

-- from the approved permits to their pages
pages_chain as (

    {{ ledger_chain('counts', 'permits', 'pages', 'approved', [
        {
            'step': 'identify_approved', 'reason': 'without_identifier', 'unit': 'permit',
            'dropped': 'without_identifier', 'out': 'identified',
            'explanation': (
                "The approved permit lacks its code, its number or its date, so its page has "
                ~ "no address."
            ),
        },
        {
            'step': 'one_page_an_identifier', 'reason': 'shared_identifier', 'unit': 'permit',
            'dropped': 'shared_identifiers', 'out': 'identifiers',
            'explanation': "Another approved permit has the same identifier; the page is asked for once.",
        },
        {
            'step': 'ask', 'reason': 'not_asked', 'unit': 'page',
            'dropped': 'not_asked', 'out': 'asked',
            'explanation': "The page was not asked for yet.",
        },
        {
            'step': 'take_refusals', 'reason': 'refused', 'unit': 'page',
            'dropped': 'refused', 'out': 'not_refused',
            'explanation': "The site says that it cannot process the request.",
        },
        {
            'step': 'take_failures', 'reason': 'failed', 'unit': 'page',
            'dropped': 'failed', 'out': 'answered',
            'explanation': "No page came, or what came has none of the three headings.",
        },
    ]) }}

),

-- from all pages known to those whose permit is in the layer
pages_matched_chain as (

    {{ ledger_chain('counts', 'permits', 'pages_matched', 'pages', [
        {
            'step': 'leave_refusals', 'reason': 'refused', 'unit': 'page',
            'dropped': 'pages_refused', 'out': 'pages_not_refused',
            'explanation': "A refusal says nothing of a permit; all pages known are counted here.",
        },
        {
            'step': 'leave_failures', 'reason': 'failed', 'unit': 'page',
            'dropped': 'pages_failed', 'out': 'pages_answered',
            'explanation': "A failure says nothing of a permit.",
        },
        {
            'step': 'match_identifier', 'reason': 'without_permit', 'unit': 'page',
            'dropped': 'pages_without_permit', 'out': 'matched_pages',
            'explanation': "The permit was in the layer when the page was asked for, and is not any more.",
        },
    ]) }}

),

-- from the rows of the parameters' tables to permit_parameters
parameters_chain as (

    {{ ledger_chain('counts', 'permits', 'parameters', 'parameter_rows', [
        {
            'step': 'read_parameters', 'reason': 'without_label', 'unit': 'row of a page',
            'dropped': 'parameter_rows_without_label', 'out': 'parameters',
            'explanation': "A single cell, so there is nothing to know its value by.",
        },
    ]) }}

),

-- from the rows of the other tables to the columns of permit_pages
page_fields_chain as (

    {{ ledger_chain('counts', 'permits', 'page_fields', 'field_rows', [
        {
            'step': 'read_fields', 'reason': 'without_label', 'unit': 'row of a page',
            'dropped': 'field_rows_without_label', 'out': 'fields',
            'explanation': "A single cell, so there is nothing to know its value by.",
        },
        {
            'step': 'know_label', 'reason': 'unknown_label', 'unit': 'row of a page',
            'dropped': 'fields_with_unknown_label', 'out': 'known_fields',
            'explanation': "No column for this label yet; its value is in int_permits__page_fields.",
        },
        {
            'step': 'one_value_a_label', 'reason': 'repeated_label', 'unit': 'row of a page',
            'dropped': 'repeated_fields', 'out': 'used_fields',
            'explanation': "The label stands on the page again further down, and that value is taken.",
        },
    ]) }}

),

-- through the merges: counted by their left side, the permits
permits_merged_chain as (

    {{ ledger_chain('counts', 'permits', 'permits_merged', 'permits', [
        {
            'step': 'merge_by_identifier', 'reason': 'lost_in_identifier_merge', 'unit': 'permit',
            'dropped': 'permits_lost_in_merge', 'out': 'merged_permits',
            'explanation': (
                "An outer merge loses no permit. It holds pages without a permit besides, as "
                ~ "fuente HTML."
            ),
        },
    ]) }}

),

cadastral_merge_chain as (

    {{ ledger_chain('counts', 'permits', 'cadastral_merge', 'permits', [
        {
            'step': 'merge_by_code', 'reason': 'lost_in_cadastral_merge', 'unit': 'permit',
            'dropped': 'permits_lost_in_cadastral_merge', 'out': 'cadastral_permits',
            'explanation': "An outer merge loses no permit. It fans out, for a code has many permits.",
        },
    ]) }}

),

final as (

    select * from permits_chain
    union all
    select * from pages_chain
    union all
    select * from pages_matched_chain
    union all
    select * from parameters_chain
    union all
    select * from page_fields_chain
    union all
    select * from permits_merged_chain
    union all
    select * from cadastral_merge_chain

)

select * from final
