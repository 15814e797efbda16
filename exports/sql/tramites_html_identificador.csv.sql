-- The pages, flattened as the notebook flattens them, which loses each permit's largest areas:
-- permits.permit_parameters has them all.
select * exclude (request, codigo_catastral)
from pages
order by request
