-- One row per step of the permits: from the layer's features to the permits, from the approved
-- permits to their pages, from the pages' rows to parameters and fields, and through both merges,
-- counted by their left side.
with counts as (

    select * from {{ ref('int_permits__ledger_counts') }}

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
