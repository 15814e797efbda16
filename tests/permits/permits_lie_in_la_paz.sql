-- If this warns, points lie outside the municipality: wrong ones, latitude and longitude swapped,
-- or another coordinate system than degrees.
{{ config(severity='warn') }}

select
    id_pc_tramite,
    latitude,
    longitude

from {{ ref('permits') }}
where is_outside_la_paz
