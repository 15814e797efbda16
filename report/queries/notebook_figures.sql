-- Every figure that a notebook printed, beside folio's own. They can agree only on input of the
-- published size.
select
    notebook,
    figure,
    notebook_value,
    warehouse_value,
    case
        when agrees then 'agrees'
        when agrees is null then 'another input'
        else 'differs'
    end as verdict,
    coalesce(note, '') as note

from quality.notebook_figures
order by notebook, verdict, figure
