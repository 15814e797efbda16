-- If this fails, levels and labels of the permit pages are not known again, or bear other names
-- than the notebook's.
{{ config(tags=['permits']) }}

with cases (written, expected_key, expected_name, expected_notebook) as (

    values
    ('Sótano', 'sotano', 'sotano', 'sotano'),
    ('SEMISÓTANO', 'semisotano', 'semisotano', 'semisotano'),
    ('Lateral 1', 'lateral_1', 'lateral_1', 'lateral_1'),
    (' Lateral  1 ', 'lateral_1', 'lateral_1', 'lateral__1'),
    ('Lateral{{ "\u00a0" }}1', 'lateral_1', 'lateral_1', 'lateral1'),
    ('Zo{{ "\u0301" }}calo', 'zocalo', 'zocalo', 'zocalo'),
    ('Fecha aprobación:', 'fecha_aprobacion:', 'fecha_aprobacion', 'fecha_aprobacion'),
    ('Diseño', 'diseno', 'disenio', 'disenio'),
    ('Nº (ü)', 'nº_(u)', 'n_u', 'n_u'),
    ('', '', '', ''),
    (null, null, null, null)

),

folded as (

    select
        *,
        {{ label_key('written') }} as actual_key,
        {{ label_name('written') }} as actual_name,
        {{ notebook_name('written') }} as actual_notebook
    from cases

)

select *
from folded
where
    actual_key is distinct from expected_key
    or actual_name is distinct from expected_name
    or actual_notebook is distinct from expected_notebook
