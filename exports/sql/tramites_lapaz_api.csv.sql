-- The layer: its attributes under their own names, and the point.
select * exclude (feature_row)
from layer
order by feature_row
