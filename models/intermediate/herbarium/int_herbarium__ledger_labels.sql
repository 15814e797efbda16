-- One row per step from the tarballs' members to the labelled barcodes. Every number is counted
-- apart from the others, so that the tests can tell whether they meet.
with loads as (

    select * from {{ ref('int_folio__loads') }}
    where is_current and table_name = 'figshare_tar_members'

),

tar_members as (

    select * from {{ ref('int_herbarium__tar_members') }}

),

labels as (

    select * from {{ ref('int_herbarium__labels') }}

),

landed as (

    select
        sum(rows_read) as members_read,
        sum(rows_landed) as members_landed,
        sum(rows_rejected) as members_rejected

    from loads

),

members_counted as (

    select
        count(*) filter (where not_a_label_because = 'unknown_set') as members_of_unknown_set,
        count(*) filter (where is_of_known_set) as members_of_known_set,
        count(*) filter (where not_a_label_because = 'not_a_file') as members_no_file,
        count(*) filter (where is_of_known_set and is_file) as members_files,
        count(*) filter (where not_a_label_because = 'not_a_jpg') as members_no_jpg,
        count(barcode) as label_rows

    from tar_members

),

labels_counted as (

    select
        sum(label_count - set_count) as labels_repeated_in_set,
        sum(set_count) as labels_of_sets,
        sum(set_count - 1) as labels_in_other_set,
        count(*) as labelled_barcodes

    from labels

),

counts as (

    select
        landed.*,
        members_counted.*,
        labels_counted.*

    from landed
    cross join members_counted
    cross join labels_counted

),

labels_chain as (

    {{ ledger_chain('counts', 'herbarium', 'labels', 'members_read', [
        {
            'step': 'labels_landed',
            'reason': 'rejected',
            'unit': 'tar member',
            'dropped': 'members_rejected',
            'out': 'members_landed',
            'explanation': "What could not be landed; raw.rejects holds each with its reason.",
        },
        {
            'step': 'labels_of_the_two_sets',
            'reason': 'unknown_set',
            'unit': 'tar member',
            'dropped': 'members_of_unknown_set',
            'out': 'members_of_known_set',
            'explanation': "Of a tarball that was landed under another name than stained or unstained.",
        },
        {
            'step': 'labels_that_are_files',
            'reason': 'not_a_file',
            'unit': 'tar member',
            'dropped': 'members_no_file',
            'out': 'members_files',
            'explanation': "Folders and links are no photographs.",
        },
        {
            'step': 'labels_that_are_photographs',
            'reason': 'not_a_jpg',
            'unit': 'tar member',
            'dropped': 'members_no_jpg',
            'out': 'label_rows',
            'explanation': "A photograph is a name that ends in .jpg; its stem is the barcode.",
        },
        {
            'step': 'labels_once_a_set',
            'reason': 'repeated_in_set',
            'unit': 'label',
            'dropped': 'labels_repeated_in_set',
            'out': 'labels_of_sets',
            'explanation': "A barcode that is twice in one set bears one label; label_count tells.",
        },
        {
            'step': 'labels_once_a_barcode',
            'reason': 'in_both_sets',
            'unit': 'label',
            'dropped': 'labels_in_other_set',
            'out': 'labelled_barcodes',
            'explanation': "A barcode in both sets is one sheet, whose stain_status is conflicting.",
        },
    ]) }}

),

final as (

    select * from labels_chain

)

select * from final
