-- If this warns, the layer holds other geometries than points, which have no one longitude and
-- latitude to show.
{{ config(severity='warn') }}

select
    id_pc_tramite,
    geometry_kind

from {{ ref('permits') }}
where has_odd_geometry
