-- If this warns, permits have slips: floors beyond any building, a district that does not exist, a
-- negative area, an approval before the registration. The values are kept as they are.
{{ config(severity='warn') }}

select
    id_pc_tramite,
    cantidad_pisos,
    distrito_municipal,
    superficie_legal,
    superficie_construida,
    fecha_registro,
    fecha_aprobacion

from {{ ref('permits') }}
where
    has_implausible_floors
    or has_implausible_district
    or has_implausible_area
    or is_approved_before_registered
