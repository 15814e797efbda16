-- The tests that did not pass when they last ran: how many rows each found, and what that means.
select
    status as outcome,
    name,
    failures as found,
    coalesce(description, message) as meaning,
    ran_at

from quality.test_outcomes
where status <> 'pass'
order by outcome, name
