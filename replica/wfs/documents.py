"""The XML documents of a WFS 2.0.0 server (OGC 09-025r2), worded as GeoServer words them."""

import datetime as dt
from xml.sax.saxutils import escape, quoteattr

from replica.wfs.layer import Layer

NAMESPACES = (
    'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:fes="http://www.opengis.net/fes/2.0" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sit="http://sit.example/sit"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
JSON, GML = "application/json", "application/gml+xml; version=3.2"


class ServiceError(Exception):
    """A request that the service does not answer: becomes an ExceptionReport (OGC 06-121r3, clause 8)."""

    def __init__(self, code: str, locator: str, text: str) -> None:
        super().__init__(text)
        self.code, self.locator, self.text = code, locator, text


def now() -> str:
    """The time stamp of an answer, `2025-10-21T14:03:11.123Z`."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def exception_report(error: ServiceError) -> str:
    """An `ows:ExceptionReport` with one exception."""
    return (
        f'{DECLARATION}<ows:ExceptionReport {NAMESPACES} version="2.0.0">\n'
        f"<ows:Exception exceptionCode={quoteattr(error.code)} locator={quoteattr(error.locator)}>\n"
        f"<ows:ExceptionText>{escape(error.text)}</ows:ExceptionText>\n"
        "</ows:Exception>\n</ows:ExceptionReport>\n"
    )


def hits(matched: str | None) -> str:
    """The answer to resultType=hits; `matched` is a number, `unknown`, or None where the server does not say."""
    stated = "" if matched is None else f'numberMatched="{matched}" '
    return f'{DECLARATION}<wfs:FeatureCollection {NAMESPACES} {stated}numberReturned="0" timeStamp="{now()}"/>\n'


def capabilities(layer: Layer, url: str) -> str:
    """GetCapabilities: three operations, one feature type, paging said to work."""
    name = escape(layer.name)
    link = f"<ows:DCP><ows:HTTP><ows:Get xlink:href={quoteattr(url)}/></ows:HTTP></ows:DCP>"
    formats = f"<ows:Value>{JSON}</ows:Value>"
    output = f'<ows:Parameter name="outputFormat"><ows:AllowedValues>{formats}</ows:AllowedValues></ows:Parameter>'
    true = "<ows:NoValues/><ows:DefaultValue>TRUE</ows:DefaultValue>"
    return (
        f'{DECLARATION}<wfs:WFS_Capabilities {NAMESPACES} version="2.0.0">\n'
        "<ows:ServiceIdentification><ows:Title>Made-up records (folio replica)</ows:Title>"
        "<ows:ServiceType>WFS</ows:ServiceType><ows:ServiceTypeVersion>2.0.0</ows:ServiceTypeVersion>"
        "</ows:ServiceIdentification>\n<ows:OperationsMetadata>\n"
        f'<ows:Operation name="GetCapabilities">{link}</ows:Operation>\n'
        f'<ows:Operation name="DescribeFeatureType">{link}</ows:Operation>\n'
        f'<ows:Operation name="GetFeature">{link}{output}</ows:Operation>\n'
        f'<ows:Constraint name="ImplementsResultPaging">{true}</ows:Constraint>\n'
        f'<ows:Constraint name="ImplementsSorting">{true}</ows:Constraint>\n'
        f"</ows:OperationsMetadata>\n<wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>{name}</wfs:Name>"
        f"<wfs:Title>{name}</wfs:Title><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS>"
        "<ows:WGS84BoundingBox><ows:LowerCorner>-68.17 -16.60</ows:LowerCorner>"
        "<ows:UpperCorner>-68.03 -16.44</ows:UpperCorner></ows:WGS84BoundingBox>"
        "</wfs:FeatureType></wfs:FeatureTypeList>\n</wfs:WFS_Capabilities>\n"
    )


def schema(layer: Layer) -> str:
    """DescribeFeatureType: the attributes with their types; the key alone may not be null."""
    local = layer.name.rpartition(":")[2]
    elements = "".join(
        f'<xs:element name={quoteattr(name)} type="xs:{kind}" minOccurs="{int(name == layer.key)}" '
        f'maxOccurs="1" nillable="{str(name != layer.key).lower()}"/>\n'
        for name, kind in layer.attributes.items()
    )
    geometry = (
        f'<xs:element name={quoteattr(layer.geometry)} type="gml:PointPropertyType" minOccurs="0" nillable="true"/>\n'
    )
    return (
        f'{DECLARATION}<xs:schema {NAMESPACES} targetNamespace="http://sit.example/sit" '
        'elementFormDefault="qualified">\n<xs:import namespace="http://www.opengis.net/gml/3.2"/>\n'
        f'<xs:complexType name="{local}Type"><xs:complexContent>'
        '<xs:extension base="gml:AbstractFeatureType"><xs:sequence>\n'
        f"{elements}{geometry}</xs:sequence></xs:extension></xs:complexContent></xs:complexType>\n"
        f'<xs:element name="{local}" substitutionGroup="gml:AbstractFeature" type="sit:{local}Type"/>\n</xs:schema>\n'
    )
