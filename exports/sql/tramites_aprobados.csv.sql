-- The approved ones: those that have a page.
select * exclude (feature_row)
from identified
where resultado = 'APROBADO'
order by feature_row
