"""Terms that a header line may hold, so that a file without meta.xml can be told to be Darwin Core.

The names are those of the Darwin Core List of Terms (https://dwc.tdwg.org/list/), of the Dublin Core terms that it
borrows, of the Audubon Core (https://ac.tdwg.org/termlist/) and of GBIF's own download columns. A later line does not
replace an earlier one's name: `references` is Dublin Core's.
"""

_VOCABULARIES = {
    "http://purl.org/dc/terms/": """
        type modified language license rightsHolder accessRights bibliographicCitation references rights source title
        creator description publisher format identifier contributor created available audience spatial temporal
    """,
    "http://rs.tdwg.org/dwc/terms/": """
        institutionID collectionID datasetID institutionCode collectionCode datasetName ownerInstitutionCode
        basisOfRecord informationWithheld dataGeneralizations dynamicProperties occurrenceID catalogNumber recordNumber
        recordedBy recordedByID individualCount organismQuantity organismQuantityType sex lifeStage
        reproductiveCondition caste behavior vitality establishmentMeans degreeOfEstablishment pathway
        georeferenceVerificationStatus occurrenceStatus preparations disposition associatedMedia associatedOccurrences
        associatedReferences associatedSequences associatedTaxa otherCatalogNumbers occurrenceRemarks organismID
        organismName organismScope associatedOrganisms previousIdentifications organismRemarks materialEntityID
        materialEntityRemarks materialEntityType materialSampleID verbatimLabel eventID parentEventID eventType
        fieldNumber eventDate eventTime startDayOfYear endDayOfYear year month day verbatimEventDate habitat
        samplingProtocol sampleSizeValue sampleSizeUnit samplingEffort fieldNotes eventRemarks locationID
        higherGeographyID higherGeography continent waterBody islandGroup island country countryCode stateProvince
        county municipality locality verbatimLocality minimumElevationInMeters maximumElevationInMeters
        verbatimElevation verticalDatum minimumDepthInMeters maximumDepthInMeters verbatimDepth
        minimumDistanceAboveSurfaceInMeters maximumDistanceAboveSurfaceInMeters locationAccordingTo locationRemarks
        decimalLatitude decimalLongitude geodeticDatum coordinateUncertaintyInMeters coordinatePrecision
        pointRadiusSpatialFit verbatimCoordinates verbatimLatitude verbatimLongitude verbatimCoordinateSystem
        verbatimSRS footprintWKT footprintSRS footprintSpatialFit georeferencedBy georeferencedDate
        georeferenceProtocol georeferenceSources georeferenceRemarks geologicalContextID earliestEonOrLowestEonothem
        latestEonOrHighestEonothem earliestEraOrLowestErathem latestEraOrHighestErathem
        earliestPeriodOrLowestSystem latestPeriodOrHighestSystem earliestEpochOrLowestSeries
        latestEpochOrHighestSeries earliestAgeOrLowestStage latestAgeOrHighestStage lowestBiostratigraphicZone
        highestBiostratigraphicZone lithostratigraphicTerms group formation member bed identificationID
        verbatimIdentification identificationQualifier typeStatus identifiedBy identifiedByID dateIdentified
        identificationReferences identificationVerificationStatus identificationRemarks taxonID scientificNameID
        acceptedNameUsageID parentNameUsageID originalNameUsageID nameAccordingToID namePublishedInID taxonConceptID
        scientificName acceptedNameUsage parentNameUsage originalNameUsage nameAccordingTo namePublishedIn
        namePublishedInYear higherClassification domain kingdom phylum class order superfamily family subfamily tribe
        subtribe genus genericName subgenus infragenericEpithet specificEpithet infraspecificEpithet
        cultivarEpithet taxonRank verbatimTaxonRank scientificNameAuthorship vernacularName nomenclaturalCode
        taxonomicStatus nomenclaturalStatus taxonRemarks measurementID parentMeasurementID measurementType
        measurementValue measurementAccuracy measurementUnit measurementDeterminedBy measurementDeterminedDate
        measurementMethod measurementRemarks measurementTypeID resourceRelationshipID resourceID
        relationshipOfResourceID relatedResourceID relationshipOfResource relationshipAccordingTo
        relationshipEstablishedDate relationshipRemarks
        higherTaxonID higherTaxon acceptedTaxonID acceptedTaxon nameUsageID parentTaxonID
    """,
    "http://rs.tdwg.org/dwc/curatorial/": "catalogNumberNumeric identifiedByDate dateLastModified",
    "http://rs.tdwg.org/ac/terms/": """
        accessURI providerLiteral provider subjectCategoryVocabulary subjectCategory furtherInformationURL
        associatedSpecimenReference variantLiteral hashValue caption derivedFrom providerManagedID captureDevice
        digitizationDate tag subjectPart subjectOrientation licenseLogoURL metadataLanguage serviceExpectation
    """,
    "http://ns.adobe.com/xap/1.0/rights/": "UsageTerms WebStatement Owner",
    "http://ns.adobe.com/xap/1.0/": "CreateDate MetadataDate Rating",
    "http://ns.adobe.com/exif/1.0/": "PixelXDimension PixelYDimension",
    "http://rs.gbif.org/terms/1.0/": """
        gbifID datasetKey publishingOrgKey publisher infraspecificName species taxonKey speciesKey acceptedTaxonKey
        kingdomKey phylumKey classKey orderKey familyKey genusKey subgenusKey acceptedScientificName
        verbatimScientificName verbatimScientificNameAuthorship issue hasCoordinate hasGeospatialIssues mediaType
        lastInterpreted lastParsed lastCrawled elevation elevationAccuracy depth depthAccuracy coordinateAccuracy
        distanceFromCentroidInMeters protocol repatriated iucnRedListCategory isExtinct livingPeriod lifeForm
        isMarine isFreshwater isTerrestrial isHybrid isPlural isPreferredName organismPart threatStatus appendixCITES
        ageInDays sizeInMillimeters massInGrams recordedByOther
    """,
}
DWC = "http://rs.tdwg.org/dwc/terms/"
DC = "http://purl.org/dc/elements/1.1/"
_DC_ELEMENTS = """
    title creator subject description publisher contributor date type format identifier source language relation
    coverage rights
"""
_PREFIXES = {
    "dwc": DWC,
    "dcterms": "http://purl.org/dc/terms/",
    "ac": "http://rs.tdwg.org/ac/terms/",
    "xmprights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "gbif": "http://rs.gbif.org/terms/1.0/",
}


def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for base, names in _VOCABULARIES.items():
        for name in names.split():
            known.setdefault(name.lower(), base + name)
    return known


KNOWN = _known()
# The terms that name a row, and the class of what it then describes, in the order in which they are looked for.
ID_TERMS = {"occurrenceid": DWC + "Occurrence", "taxonid": DWC + "Taxon", "eventid": DWC + "Event"}


def local_name(term: str) -> str:
    """A term's local name as written: what follows the last `/`, `#`, or (without these) `:`."""
    bare = term.strip().rstrip("/#")
    for sign in ("#", "/", ":"):
        if sign in bare:
            return bare.rsplit(sign, 1)[1]
    return bare


def uri_of(name: str) -> str | None:
    """The term that a header's cell names, in any case, with a prefix (`dwc:`) or as a URI; None where none is known.

    A URI names itself, whether its vocabulary is known here or not.
    """
    name = name.strip()
    if name.lower().startswith(("http://", "https://")):
        return name
    prefix, colon, local = name.rpartition(":")
    if not colon:
        return KNOWN.get(name.lower())
    if prefix.lower() == "dc":
        return DC + local if local.lower() in _DC_ELEMENTS.split() else None
    found = KNOWN.get(local.lower())
    return found if found and found.startswith(_PREFIXES.get(prefix.lower(), "-")) else None
