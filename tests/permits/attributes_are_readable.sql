-- If this warns, the layer holds values that are no number or no time where one is expected; they
-- are NULL in permits.
{{ config(severity='warn') }}

select
    feature_row,
    unreadable_attributes

from {{ ref('int_permits__features') }}
where unreadable_attributes is not null
