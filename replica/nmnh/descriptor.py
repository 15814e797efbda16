"""meta.xml as an IPT writes it (Darwin Core text guide), and eml.xml (EML 2.1.1, GBIF's) that says what it is."""

from xml.sax.saxutils import quoteattr

from replica.nmnh import media, occurrence

TITLE = "SYNTHETIC NMNH Extant Specimen Records (folio replica: made-up records, not for use)"
LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/legalcode"
CITATION = f"Folio replica (2025). {TITLE}. Scale {{scale}}, seed {{seed}}. Not a publication."
DOI = "10.5072/folio-replica-nmnh"  # 10.5072: DataCite's prefix for tests

META = """\
<?xml version="1.0" encoding="UTF-8"?>
<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml">
  <core {dialect} rowType="{core_type}">
    <files>
      <location>occurrence.txt</location>
    </files>
    <id index="0" />
{core}
  </core>
  <extension {dialect} rowType="{extension_type}">
    <files>
      <location>multimedia.txt</location>
    </files>
    <coreid index="0" />
{extension}
  </extension>
</archive>
"""
DIALECT = r'encoding="UTF-8" fieldsTerminatedBy="\t" linesTerminatedBy="\n" fieldsEnclosedBy="" ignoreHeaderLines="1"'

EML = """\
<?xml version="1.0" encoding="UTF-8"?>
<eml:eml xmlns:eml="eml://ecoinformatics.org/eml-2.1.1" xmlns:dc="http://purl.org/dc/terms/"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="eml://ecoinformatics.org/eml-2.1.1 http://rs.gbif.org/schema/eml-gbif-profile/1.1/eml.xsd"
         packageId="https://replica.invalid/ipt/resource?r=nmnh_extant_dwc-a/v1.0" system="http://gbif.org"
         scope="system" xml:lang="eng">
  <dataset>
    <alternateIdentifier>doi:{doi}</alternateIdentifier>
    <alternateIdentifier>https://replica.invalid/ipt/resource?r=nmnh_extant_dwc-a</alternateIdentifier>
    <title xml:lang="eng">{title}</title>
    <creator>
      <organizationName>Museum of Nowhere (folio replica)</organizationName>
      <onlineUrl>https://replica.invalid/</onlineUrl>
    </creator>
    <metadataProvider>
      <organizationName>Museum of Nowhere (folio replica)</organizationName>
    </metadataProvider>
    <pubDate>2025-10-01</pubDate>
    <language>eng</language>
    <abstract>
      <para>Records made up by folio's replica at scale {scale} with seed {seed}: no specimen, image or person in them
      exists. They have the shape and the counts of the real archive and none of its contents.</para>
    </abstract>
    <intellectualRights>
      <para>To the extent possible under law, the publisher has waived all rights to these data and has dedicated them
      to the <ulink url="{license}"><citetitle>Public Domain (CC0 1.0)</citetitle></ulink>.</para>
    </intellectualRights>
    <distribution scope="document">
      <online>
        <url function="information">https://replica.invalid/ipt/resource?r=nmnh_extant_dwc-a</url>
      </online>
    </distribution>
    <contact>
      <organizationName>Museum of Nowhere (folio replica)</organizationName>
    </contact>
  </dataset>
  <additionalMetadata>
    <metadata>
      <gbif>
        <dateStamp>2025-10-01T00:00:00Z</dateStamp>
        <hierarchyLevel>dataset</hierarchyLevel>
        <citation identifier="https://doi.org/{doi}">{citation}</citation>
      </gbif>
    </metadata>
  </additionalMetadata>
</eml:eml>
"""


def meta() -> bytes:
    """meta.xml: both files tab-separated, UTF-8, one header line, no enclosure; some terms have a default."""
    core = _fields(occurrence.COLUMNS, occurrence.DEFAULTS)
    core += [
        f"    <field default={quoteattr(text)} term={quoteattr(term)} />" for term, text in occurrence.UNMAPPED.items()
    ]
    text = META.format(
        dialect=DIALECT,
        core_type=occurrence.ROW_TYPE,
        extension_type=media.ROW_TYPE,
        core="\n".join(core),
        extension="\n".join(_fields(media.COLUMNS, media.DEFAULTS)),
    )
    return text.encode()


def eml(scale: float, seed: int) -> bytes:
    """eml.xml: title, licence, citation and DOI of the made-up data set."""
    citation = CITATION.format(scale=scale, seed=seed)
    text = EML.format(doi=DOI, title=TITLE, license=LICENSE, citation=citation, scale=scale, seed=seed)
    return text.encode()


def header(columns: tuple[tuple[str, str], ...]) -> bytes:
    """The header line of a data file."""
    return ("\t".join(name for name, _ in columns) + "\n").encode()


def _fields(columns: tuple[tuple[str, str], ...], defaults: dict[str, str]) -> list[str]:
    lines = []
    for index, (name, term) in enumerate(columns):
        default = f" default={quoteattr(defaults[name])}" if name in defaults else ""
        if term:
            lines.append(f'    <field index="{index}"{default} term={quoteattr(term)} />')
    return lines
