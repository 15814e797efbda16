{#-
    What a sheet holds. A sheet photographed twice has one specimen and two images, a sheet of two
    plants has two specimens, and often an image for each. Only the second kind is ambiguous, so
    specimens are looked at first.
-#}
{% macro sheet_kind(specimen_count, image_count) -%}
    case
        when {{ specimen_count }} > 1 then 'multi_specimen'
        when {{ image_count }} > 1 then 'multi_image'
        when {{ image_count }} = 1 then 'single_specimen'
        else 'no_image'
    end
{%- endmacro %}
