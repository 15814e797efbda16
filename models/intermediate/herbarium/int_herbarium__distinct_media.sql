-- One row per different row of the media file: its hash, where it stands first, and how often it
-- stands there. Six rows in ten repeat another one exactly. Ten million rows of 630 bytes are too
-- wide to group by; their hashes and positions are not. Whoever needs more of a row joins it by its
-- position and reads just the columns needed.
with media as (

    select * from {{ ref('stg_nmnh__multimedia') }}

),

hashed as (

    select
        row_number,
        {{ row_hash([
            'specimen_id',
            'media_identifier',
            'media_type',
            'media_title',
            'rights',
            'rights_2',
            'usage_terms',
            'web_statement',
            'license_logo_url',
            'media_source',
            'creator',
            'provider_literal',
            'media_description',
            'subject_category_vocabulary',
            'scientific_name',
            'access_uri',
            'media_format',
            'pixel_x_dimension',
            'pixel_y_dimension',
        ]) }} as media_id

    from media

),

final as (

    select
        media_id,
        min(row_number) as row_number,
        count(*) as copies

    from hashed
    group by media_id

)

select * from final
