"""multimedia.txt: its columns, and the SQL that makes its lines (19 columns, about 630 bytes a row)."""

from ingest.sql import literal, literals
from replica.nmnh import taxa, vocabulary
from replica.nmnh.bulk import EVERY, attributes, first_barcode
from replica.nmnh.dice import Dice, stride
from replica.nmnh.plan import Plan, describe
from replica.nmnh.sizes import Sizes
from replica.nmnh.vocabulary import CC0, NOT_CC0, TERMS

_AC = "http://rs.tdwg.org/ac/terms/"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XMP = "http://ns.adobe.com/xap/1.0/rights/"
_EXIF = "http://ns.adobe.com/exif/1.0/"
ROW_TYPE = _AC + "Multimedia"
# Header name and term; the first is the coreid, which has none.
COLUMNS = (
    ("id", ""),
    ("identifier", _DCTERMS + "identifier"),
    ("type", _DC + "type"),
    ("title", _DCTERMS + "title"),
    ("rights", _DC + "rights"),
    ("rights", _DCTERMS + "rights"),
    ("UsageTerms", _XMP + "UsageTerms"),
    ("WebStatement", _XMP + "WebStatement"),
    ("licenseLogoURL", _AC + "licenseLogoURL"),
    ("source", _DCTERMS + "source"),
    ("creator", _DC + "creator"),
    ("providerLiteral", _AC + "providerLiteral"),
    ("description", _DCTERMS + "description"),
    ("subjectCategoryVocabulary", _AC + "subjectCategoryVocabulary"),
    ("scientificName", "http://rs.tdwg.org/dwc/terms/scientificName"),
    ("accessURI", _AC + "accessURI"),
    ("format", _DC + "format"),
    ("PixelXDimension", _EXIF + "PixelXDimension"),
    ("PixelYDimension", _EXIF + "PixelYDimension"),
)
DEFAULTS = {"type": "StillImage"}
ARK = "http://n2t.net/ark:/65665/"


def rights(cc0: bool, differ: bool) -> str:
    """The cells `rights` to `licenseLogoURL`. Terms and logo go with the first of the two rights."""
    one, other = (CC0, NOT_CC0) if cc0 else (NOT_CC0, CC0)
    return "\t".join([one, other if differ else one, *TERMS[one]])


def descriptions(sizes: Sizes, dice: Dice) -> str:
    """SQL of the description of a row that is not planted by name."""
    code = f"lpad(cast({first_barcode(sizes)} + i - (i % {EVERY} = 1)::int as varchar), 8, '0')"
    name = dice.choose("collector", vocabulary.COLLECTORS, "j")
    sheet = dice.pick("sheet", 3_500_000, "j")
    written = f"concat({name}, ' ', j % 9000, ', US National Herbarium Sheet ', {sheet}, ', Barcode ', {code}, '.')"
    again = f"concat('Second listing, barcode ', {code})"
    form = dice.pick("form", 100, "j")
    plain, specimen, upper, _, nobody = (describe("@", form, 0, "@") for form in (0, 1, 3, 4, 5))

    def coded(text: str) -> str:
        return f"replace({literal(text)}, '@', {code})"

    return f"""case
        when barcoded and way = 3 then {again}
        when barcoded and {form} < 55 then {coded(plain)}
        when barcoded and {form} < 80 then {coded(specimen)}
        when barcoded and {form} < 97 then {written}
        when barcoded and {form} = 97 then {coded(upper)}
        when barcoded then {coded(nobody)}
        when provider = 0 and {form} < 40 then concat('US National Herbarium Sheet ', {sheet})
        when provider = 0 and {form} < 60 then 'Herbarium sheet [no bar code yet]'
        when provider = 0 and {form} < 80 then ''
        else {dice.choose("view", vocabulary.VIEWS, "j")}
    end"""


def query(sizes: Sizes, planned: Plan, dice: Dice, first: int, end: int) -> str:
    """SQL of the lines `first` to `end` (not in it), as one BLOB; every line ends in a newline.

    Expects the table `planted` (number, specimen, image, cc0, rights_differ, description). Lines come in a mixed order:
    a repeat far from its original, barcoded rows among all others."""
    total = sizes.different + sizes.repeats
    cells = literals([rights(cc0, differ) for cc0 in (False, True) for differ in (False, True)])
    providers = literals([vocabulary.PREFIX + block.provider for block in sizes.blocks])
    number = dice.pick("catalog", 3_700_000, "specimen")
    return f"""
        with numbered as (select p, p * {stride(total)} % {total} as q from range({first}, {end}) as t(p)),
        {attributes(sizes, planned)},
        named as (
            select
                *,
                {dice.uuid("specimen", "specimen")} as specimen_uuid,
                {dice.uuid("image", "image")} as image_uuid,
                {taxa.names(taxa.place(dice, "provider", "specimen"))} as name
            from attributed
        ),
        lines as (
            select p, concat(
                '{ARK}3', specimen_uuid,
                '\thttps://replica.invalid/ids/deliveryService?id=ark:/65665/m3', image_uuid,
                '\t', case when j % 97 = 3 then '' else 'StillImage' end,
                '\t', case provider when 0 then 'US ' else 'USNM ' end, {number}, ' ', name, ' (made-up record)',
                '\t', {cells}[1 + cc0::int * 2 + rights_differ::int],
                '\tMuseum of Nowhere, Replica Institution (SYNTHETIC)',
                '\t', {dice.choose("creator", vocabulary.CREATORS, "j")},
                '\t', {providers}[1 + provider],
                '\t', case when lone_quote then '"Isotype; ' else '' end,
                coalesce(description, {descriptions(sizes, dice)}),
                '\t', case when j % 4 = 0 then 'https://replica.invalid/vocabulary/subject' else '' end,
                '\t', name,
                '\t{ARK}m3', image_uuid,
                '\timage/jpeg',
                '\t', 3000 + {dice.pick("width", 3_000, "image")},
                '\t', 4000 + {dice.pick("height", 4_000, "image")},
                '\n'
            ) as line from named
        )
        select encode(string_agg(line, '' order by p)) from lines"""
