-- What to cite, and under which licence, for the loads that count now.
select distinct
    datasets.source,
    datasets.title,
    datasets.version,
    datasets.license,
    datasets.citation,
    datasets.doi

from raw.datasets as datasets
inner join quality.loads as loads
    on datasets.load_id = loads.load_id
where loads.is_current
order by datasets.source, datasets.title
