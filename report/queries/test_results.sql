-- dbt's tests by kind and by what they said when they last ran, whichever command that was.
-- Outdated is one that looks at a relation that was built again since, without it.
select
    kind,
    coalesce(status, 'never run') as outcome,
    count(*) as tests,
    count_if(is_outdated) as outdated,
    min(ran_at) as first_ran_at,
    max(ran_at) as last_ran_at

from quality.test_outcomes
group by kind, outcome
order by kind, outcome
