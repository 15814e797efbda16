-- What is on the labelled sheets, by label; how many of them the notebook keeps, and how many are
-- usable.
select
    sheet_kind,
    stain_status,
    count(*) as sheets,
    count_if(outcome = 'kept') as kept,
    count_if(is_usable) as usable

from herbarium.labelled_sheets
group by sheet_kind, stain_status
order by
    sum(count(*)) over (partition by sheet_kind) desc,
    sheet_kind asc,
    stain_status asc
