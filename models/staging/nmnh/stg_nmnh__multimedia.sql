-- One row per line of the media file. Values stay text as written, also the numbers: exact repeats
-- are told by the hashes of all of them, which the ingester takes while it lands them.
with multimedia as (

    select * from {{ source('nmnh', 'multimedia') }}

),

final as (

    select
        -- keys
        id as specimen_id,
        accessURI as access_uri,
        identifier as media_identifier,

        -- what
        type as media_type,
        title as media_title,
        description as media_description,
        subjectCategoryVocabulary as subject_category_vocabulary,
        scientificName as scientific_name,
        format as media_format,
        PixelXDimension as pixel_x_dimension,
        PixelYDimension as pixel_y_dimension,

        -- who
        providerLiteral as provider_literal,
        source as media_source,
        creator,

        -- under which terms: `rights` stands twice in the file, once as dc, once as dcterms
        rights,
        rights_2,
        UsageTerms as usage_terms,
        WebStatement as web_statement,
        licenseLogoURL as license_logo_url,

        -- all of it, in short
        _row_hash as row_hash,
        _row_hash_2 as row_hash_2,

        -- lineage
        _load_id as load_id,
        _row as row_number

    from multimedia

)

select * from final
