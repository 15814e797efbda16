-- One row per barcode that bears a label. The notebook never looked, but two barcodes are given
-- twice: a sheet in both sets is `conflicting` and no training example; one that is twice in a set
-- bears one label, and is counted.
with label_rows as (

    select * from {{ ref('int_herbarium__label_rows') }}

),

final as (

    select
        barcode,
        case
            when min(stain_status) <> max(stain_status) then 'conflicting'
            else min(stain_status)
        end as stain_status,
        count(*) as label_count,
        count(distinct stain_status) as set_count,
        {{ is_barcode('barcode') }} as is_valid_barcode

    from label_rows
    group by barcode

)

select * from final
