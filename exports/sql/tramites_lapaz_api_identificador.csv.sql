-- The layer in snake_case, with the year of registration and the identifier of each permit.
select * exclude (feature_row)
from identified
order by feature_row
