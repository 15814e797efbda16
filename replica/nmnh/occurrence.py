"""occurrence.txt: its columns, and the SQL that makes its lines (Darwin Core, 59 columns, about 850 bytes a row)."""

from ingest.sql import literal, literals
from replica.nmnh import bulk, taxa, vocabulary
from replica.nmnh.dice import Dice, spread, stride
from replica.nmnh.media import ARK
from replica.nmnh.sizes import Sizes
from replica.nmnh.vocabulary import CC0, LICENSES, MONTHS, NOT_CC0, PLACES, TAXA

_DWC = "http://rs.tdwg.org/dwc/terms/"
_DCTERMS = "http://purl.org/dc/terms/"
ROW_TYPE = _DWC + "Occurrence"
NAMES = """
id modified language license institutionID collectionID datasetID institutionCode collectionCode datasetName
basisOfRecord occurrenceID catalogNumber recordNumber recordedBy individualCount sex lifeStage preparations
associatedMedia associatedSequences occurrenceRemarks fieldNumber eventDate startDayOfYear endDayOfYear year month day
verbatimEventDate habitat higherGeography continent waterBody islandGroup island country stateProvince county locality
minimumElevationInMeters maximumElevationInMeters decimalLatitude decimalLongitude geodeticDatum identifiedBy typeStatus
scientificName higherClassification kingdom phylum class order family genus specificEpithet infraspecificEpithet
taxonRank scientificNameAuthorship
""".split()  # noqa: SIM905 - sixty quoted words would hide their order
COLUMNS = tuple(
    (name, "" if name == "id" else (_DCTERMS if name in {"modified", "language", "license"} else _DWC) + name)
    for name in NAMES
)
DEFAULTS = {"language": "en"}
UNMAPPED = {_DWC + "ownerInstitutionCode": "RPL"}  # a term with a default and without a column
BALANCED = (4_999, bulk.LAST_OCCURRENCE)  # row 7 of 4,999 has quotes in its locality that are closed
LICENSE_FLIPS = (97, 5)  # row 5 of 97: its licence is not its image's
TYPES = ("Holotype", "Isotype", "Syntype", "Paratype")


def dates(dice: Dice) -> str:
    """CTEs that add `date_cells`: the cells from `eventDate` to `verbatimEventDate`, in the forms that NMNH has."""
    year, month = f"(1838 + {dice.pick('year', 170, 's')})", f"(1 + {dice.pick('month', 12, 's')})"
    day, form = f"(1 + {dice.pick('day', 28, 's')})", dice.pick("date form", 20, "s")
    name = f"{literals(MONTHS)}[month]"
    whole = f"concat(lpad(day::varchar, 2, '0'), ' ', {name}, ' ', year)"
    of_year = "dayofyear(make_date(year::int, month::int, day::int))"
    later = f"{literals([*MONTHS[2:], *MONTHS[:2]])}[month]"
    return f"""
        dated as (select *, {year} as year, {month} as month, {day} as day, {form} as form from specimens),
        written as (
            select
                *,
                case
                    when form < 11 then concat_ws('\t',
                        strftime(make_date(year::int, month::int, day::int), '%Y-%m-%d'), {of_year}, {of_year},
                        year, month, day, {whole})
                    when form < 14 then concat('\t\t\t', year, '\t', month, '\t\t-- ', {name}, ' ', year)
                    when form = 14 then concat('\t\t\t', year, '\t\t\t-- --- ', year, ' to -- --- ', year + 4)
                    when form < 17 then '\t\t\t\t\t\t-- --- ----'
                    when form = 17 then concat('\t\t\t', year, '\t', month, '\t', day, '\t', {whole}, ' to  ',
                        lpad((1 + day % 28)::varchar, 2, '0'), ' ', {later}, ' ', year + 1)
                    when form = 18 then concat('\t\t\t', year, '\t', month, '\t\t-- ', {name}, ' ', year, ' to -- ',
                        {later}, ' ', year + 1)
                    else concat('\t\t\t', year, '\t', month, '\t\t-- ', {name}, ' ', year, ' to  -- ',
                        {later}, ' ', year + 100)
                end as date_cells
            from dated
        )"""


def position(sizes: Sizes, specimen: int) -> int:
    """The line, from 0, on which a specimen stands."""
    step = stride(sizes.occurrences)
    return (specimen - bulk.LAST_OCCURRENCE - step) * pow(step, -1, sizes.occurrences) % sizes.occurrences


def lone_specimen(sizes: Sizes) -> int:
    """A specimen that the notebook keeps: from its line on, lone quotes stand at even distances, around the file's end.

    The last line must have none: what opens there, nothing closes, and a reader would stumble at the end."""
    total, count = sizes.occurrences, sizes.lone_quotes_occurrence
    distances = {number * total // count for number in range(count)}
    last = total - 1
    kept = reversed(range(sizes.once["cc0"]))
    return next(specimen for specimen in kept if (last - position(sizes, specimen)) not in distances)


def query(sizes: Sizes, dice: Dice, first: int, end: int) -> str:
    """SQL of the lines `first` to `end` (not in it), as one BLOB; every line ends in a newline.

    Expects the table `licenses` (number, cc0) of the specimens whose licence is planted."""
    total, step = sizes.occurrences, stride(sizes.occurrences)
    start = (bulk.LAST_OCCURRENCE + step) % total
    place = dice.pick("place", len(PLACES), "s")
    geography = literals([", ".join(part for part in place.split("\t") if part) for place in PLACES])
    period, balanced = BALANCED
    flips, flip = LICENSE_FLIPS
    image_cc0 = f"(s % {bulk.NOT_CC0_IN} <> {bulk.NOT_CC0_IN - 1})"
    quoted = spread(
        sizes.lone_quotes_occurrence, total, f"((p + {total - position(sizes, lone_specimen(sizes))}) % {total})"
    )
    other = f"greatest(0, {dice.pick('department', 14, 's')} - 7)"  # of specimens without images: half are Botany's
    department = f"case when s < {sizes.different} then {bulk.provider(sizes, 's')} else {other} end"
    modified = f"timestamp '2025-01-01' + to_minutes({dice.pick('modified', 400_000, 's')})"
    number = dice.pick("catalog", 3_700_000, "s")
    preparations = literals([vocabulary.PREPARATIONS.get(name, "Fluid (Ethanol)") for name in TAXA])
    departments = literals(list(TAXA))
    return f"""
        with numbered as (select p, (p * {step} + {start}) % {total} as s from range({first}, {end}) as t(p)),
        specimens as (
            select p, s, {department} as provider, coalesce(cc0, {image_cc0} <> (s % {flips} = {flip})) as cc0
            from numbered left join licenses on number = s
        ),
        {dates(dice)},
        named as (
            select
                *,
                {dice.uuid("specimen", "s")} as uuid,
                {taxa.place(dice, "provider", "s")} as taxon,
                1 + {place} as place
            from written
        ),
        lines as (
            select p, concat(
                '{ARK}3', uuid,
                '\t', strftime({modified}, '%Y-%m-%dT%H:%M:00Z'),
                '\t', case when s % 101 = 3 then '' else 'en' end,
                '\t', case when cc0 then {literal(LICENSES[CC0])} else {literal(LICENSES[NOT_CC0])} end,
                '\turn:replica:institution\turn:replica:collection:', provider, '\turn:replica:dataset:1',
                '\t', case provider when 0 then 'US' else 'USNM' end,
                '\t', {departments}[1 + provider],
                '\tNMNH Extant Specimens (SYNTHETIC)\tPreservedSpecimen',
                '\t{ARK}3', uuid,
                '\t', case s % 61 when 7 then concat({number}, 'A') when 8 then concat('USNM ', {number}, '.6001')
                    when 9 then '' else {number}::varchar end,
                '\t', case when s % 3 = 0 then '' else cast(1 + s % 9000 as varchar) end,
                '\t', {dice.choose("collector", vocabulary.COLLECTORS, "s")},
                '\t1\t', case when provider = 0 then '' when s % 3 = 0 then 'Male' when s % 3 = 1 then 'Female'
                    else '' end,
                '\t', case when provider > 0 and s % 2 = 0 then 'Adult' else '' end,
                '\t', {preparations}[1 + provider],
                '\t', case when s < {sizes.different}
                    then concat('https://replica.invalid/media?of=ark:/65665/3', uuid) else '' end,
                '\t\t', {dice.choose("remarks", vocabulary.REMARKS, "s")},
                '\t', case when s % 5 = 0 then concat('Sta. ', s % 700, '-', s % 9) else '' end,
                '\t', date_cells,
                '\t', {dice.choose("habitat", vocabulary.HABITATS, "s")},
                '\t', {geography}[place],
                '\t', {literals(PLACES)}[place],
                '\t', case when {quoted} then '"Hacienda Imaginaria, on the road to the mission'
                    when s % {period} = {balanced} then 'South-western part [protologue, "Hacienda San José"].'
                    else {dice.choose("locality", vocabulary.LOCALITIES, "s")} end,
                '\t', case when s % 4 = 0 then concat(s % 4000, '\t', s % 4000 + s % 3 * 50) else '\t' end,
                '\t', case when s % 5 = 1 then concat(
                    s % 120 - 60, '.', lpad((s % 9973)::varchar, 4, '0'), '\t',
                    s % 340 - 170, '.', lpad((s % 9967)::varchar, 4, '0'), '\tWGS84') else '\t\t' end,
                '\t', {dice.choose("determiner", vocabulary.DETERMINERS, "s")},
                '\t', case when s % 200 = 11 then {dice.choose("type", TYPES, "s")} else '' end,
                '\t', {taxa.names("taxon")},
                '\t', {literals([taxa.higher(taxon) for taxon in taxa.FLAT])}[taxon],
                '\t', {literals(taxa.FLAT)}[taxon],
                '\n'
            ) as line from named
        )
        select encode(string_agg(line, '' order by p)) from lines"""
