-- If this warns, two approved permits have one identifier, and so one page: a person should see
-- whose it is.
{{ config(severity='warn') }}

select
    identificador,
    count(*) as permits

from {{ ref('permits') }}
where is_approved and identificador is not null
group by identificador
having count(*) > 1
