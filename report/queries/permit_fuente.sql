-- Where a permit is known from: the layer alone (API), its page alone (HTML), both (Ambos); and
-- what came of its page.
select
    fuente,
    coalesce(
        resultado, case when fuente = 'HTML' then 'not in the layer' else 'none yet' end
    ) as resultado,
    coalesce(page_outcome, page_outcome_html, 'not asked for') as page_outcome,
    count(*) as permits

from permits.permits_merged
group by all
order by fuente asc, permits desc, resultado asc, page_outcome asc
