-- One row per line of the occurrence file. `year`, `month` and `day` stay text as written: the
-- notebook's file repeats them byte for byte. An unreadable number is NULL here and stands in raw.
with occurrence as (

    select * from {{ source('nmnh', 'occurrence') }}

),

final as (

    select
        -- keys
        id as specimen_id,
        occurrenceID as occurrence_id,
        institutionCode as institution_code,
        collectionCode as collection_code,
        catalogNumber as catalog_number,
        recordNumber as record_number,
        fieldNumber as field_number,
        institutionID as institution_id,
        collectionID as collection_id,
        datasetID as dataset_id,
        datasetName as dataset_name,

        -- what
        basisOfRecord as basis_of_record,
        {{ parse_whole_number('individualCount') }} as individual_count,
        sex,
        lifeStage as life_stage,
        preparations,
        typeStatus as type_status,
        associatedMedia as associated_media,
        associatedSequences as associated_sequences,
        occurrenceRemarks as occurrence_remarks,

        -- which taxon
        scientificName as scientific_name,
        scientificNameAuthorship as scientific_name_authorship,
        taxonRank as taxon_rank,
        higherClassification as higher_classification,
        kingdom,
        phylum,
        class as taxon_class,
        {{ adapter.quote('order') }} as taxon_order,
        family,
        genus,
        specificEpithet as specific_epithet,
        infraspecificEpithet as infraspecific_epithet,

        -- who
        recordedBy as recorded_by,
        identifiedBy as identified_by,

        -- when
        eventDate as event_date,
        verbatimEventDate as verbatim_event_date,
        year,
        month,
        day,
        {{ parse_whole_number('startDayOfYear') }} as start_day_of_year,
        {{ parse_whole_number('endDayOfYear') }} as end_day_of_year,

        -- where
        higherGeography as higher_geography,
        continent,
        waterBody as water_body,
        islandGroup as island_group,
        island,
        country,
        stateProvince as state_province,
        county,
        locality,
        habitat,
        try_cast(minimumElevationInMeters as double) as minimum_elevation_in_meters,
        try_cast(maximumElevationInMeters as double) as maximum_elevation_in_meters,
        try_cast(decimalLatitude as double) as decimal_latitude,
        try_cast(decimalLongitude as double) as decimal_longitude,
        geodeticDatum as geodetic_datum,

        -- under which terms
        license,
        language as record_language,
        modified,

        -- lineage
        _load_id as load_id,
        _row as row_number

    from occurrence

)

select * from final
