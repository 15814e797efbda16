-- A figure fails here where it was not compared with the notebook's and nobody says why.
select *
from {{ ref('notebook_figures') }}
where
    agrees is null
    and note is null
