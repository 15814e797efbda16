-- A figure fails here where a model counts what no notebook printed: its name is misspelt, and the
-- published figure of that name stands uncompared.
select
    notebook,
    figure

from {{ ref('int_herbarium__notebook_figures') }}
anti join {{ ref('published_figures') }}
    using (notebook, figure)
