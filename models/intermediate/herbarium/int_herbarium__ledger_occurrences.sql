-- One row per step from the occurrence file's rows to the specimens' records. Every number is
-- counted apart from the others, so that the tests can tell whether they meet.
with loads as (

    select * from {{ ref('int_folio__loads') }}
    where is_current and table_name = 'nmnh_occurrence'

),

occurrences as (

    select specimen_id from {{ ref('stg_nmnh__occurrence') }}

),

specimen_records as (

    select * from {{ ref('int_herbarium__specimen_records') }}

),

landed as (

    select
        sum(rows_read) as occurrences_read,
        sum(rows_landed) as occurrences_landed,
        sum(rows_rejected) as occurrences_rejected

    from loads

),

occurrences_counted as (

    select
        count(*) filter (
            where coalesce(occurrences.specimen_id, '') = ''
        ) as occurrences_without_id,
        count(*) filter (where occurrences.specimen_id <> '') as occurrences_with_id,
        count(*) filter (
            where occurrences.specimen_id <> '' and specimen_records.specimen_id is null
        ) as occurrences_elsewhere,
        count(specimen_records.specimen_id) as occurrences_on_sheets

    from occurrences
    left join specimen_records
        on occurrences.specimen_id = specimen_records.specimen_id

),

specimens_counted as (

    select
        count(*) as specimens,
        count(*) filter (where row_number is null) as specimens_without_record,
        count(*) filter (where row_number is not null) as specimens_with_record,
        sum(record_count - 1) filter (where row_number is not null) as occurrences_repeated

    from specimen_records

),

counts as (

    select
        landed.*,
        occurrences_counted.*,
        specimens_counted.*

    from landed
    cross join occurrences_counted
    cross join specimens_counted

),

occurrences_chain as (

    {{ ledger_chain('counts', 'herbarium', 'occurrences', 'occurrences_read', [
        {
            'step': 'occurrences_landed',
            'reason': 'rejected',
            'unit': 'occurrence row',
            'dropped': 'occurrences_rejected',
            'out': 'occurrences_landed',
            'explanation': "What could not be landed; raw.rejects holds each with its reason.",
        },
        {
            'step': 'occurrences_with_id',
            'reason': 'no_id',
            'unit': 'occurrence row',
            'dropped': 'occurrences_without_id',
            'out': 'occurrences_with_id',
            'explanation': "No specimen can be found by it.",
        },
        {
            'step': 'occurrences_on_sheets',
            'reason': 'not_on_a_barcoded_sheet',
            'unit': 'occurrence row',
            'dropped': 'occurrences_elsewhere',
            'out': 'occurrences_on_sheets',
            'explanation': "Specimens of other departments, and of sheets without a barcode.",
        },
        {
            'step': 'occurrences_once',
            'reason': 'repeated_id',
            'unit': 'occurrence row',
            'dropped': 'occurrences_repeated',
            'out': 'specimens_with_record',
            'explanation': (
                "Of several records of one id one is chosen; selection_reason tells why that one."
            ),
        },
    ]) }}

),

specimens_chain as (

    {{ ledger_chain('counts', 'herbarium', 'specimens', 'specimens', [
        {
            'step': 'specimens_with_record',
            'reason': 'no_occurrence_row',
            'unit': 'specimen',
            'dropped': 'specimens_without_record',
            'out': 'specimens_with_record',
            'explanation': "They stay in herbarium.specimens, with has_specimen_record false.",
        },
    ]) }}

),

final as (

    select * from occurrences_chain
    union all
    select * from specimens_chain

)

select * from final
