"""One layer of a WFS: its number of hits, its pages, and what the server says where it refuses.

Servers answer errors with status 200, so the body decides what an answer is.
"""

import html
import re
import time
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from .. import progress, settings
from ..address import check_address, masked
from ..errors import FormatError, SourceError
from ..http import RETRY_ON, Answer, Broken, NoAnswer, Patient, TooLarge
from .features import Page, number, read_page

SECONDS = 120.0  # for one page, from the request to its last byte
LARGEST = 256 << 20  # bytes of one page
# An exception report (OGC 06-121r3, section 8; the second name is WFS 1.0's), also behind text that is no XML
_EXCEPTION = re.compile(r"<(?:\w+:)?(?:ExceptionText|ServiceException)\b[^>]*>(.*?)</", re.DOTALL)
_CODE = re.compile(r"exceptionCode\s*=\s*[\"'](\w+)")
_TITLE = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Codes (section 8.3, table 27) that may be gone when it is asked again; any other is the question's fault.
_PASSING = {"", "NoApplicableCode", "OperationProcessingFailed", "ServerBusy"}


class TooMuch(SourceError):
    """An answer too slow or too large, which a smaller question may mend."""


class Service:
    """The layer `layer` at `address`, its features in the order of `key`."""

    def __init__(self, address: str, layer: str, key: str) -> None:
        check_address(address)
        self.layer, self.key = layer, key
        self.address, self._asked = masked(address), address  # what is shown, and what is asked
        self.is_replica = False
        self._patient = Patient(seconds=SECONDS, largest=LARGEST, told=lambda line: progress.say(f"{layer}: {line}"))

    def pause(self, attempt: int) -> None:
        """Give a layer that moves some time to settle."""
        time.sleep(settings.number("FOLIO_BACKOFF", 0.5) * 2**attempt)

    def hits(self) -> int | None:
        """How many features the server says the layer has; None where it says `unknown` or nothing.

        WFS 2.0.0, section 7.7.4.4: resultType=hits. Asked for as XML: servers break on hits as JSON.
        """
        found: list[int | None] = []

        def check(answer: Answer) -> None:
            found.append(self._count(self._body(answer)))

        self._get({"resultType": "hits"}, check)
        return found[-1]

    def page(self, start: int, count: int) -> Page:
        """The features from `start` on, `count` at most, sorted by the key (section 7.6.3.4 and 7.9.2.5.4)."""
        found: list[Page] = []

        def check(answer: Answer) -> None:
            text = self._body(answer)
            try:
                found.append(read_page(text, self.key))
            except ValueError as error:
                raise Broken(f"{self._named(start)} is no whole JSON: {error}") from error
            except FormatError as error:
                raise FormatError(f"{self._named(start)}: {error}; check --url and --layer") from error

        wanted = {
            "outputFormat": "application/json",
            "sortBy": self.key,
            "startIndex": str(start),
            "count": str(count),
        }
        self._get(wanted, check)
        return found[-1]

    def _named(self, start: int) -> str:
        return f"the page of {self.layer} from feature {start:,} at {self.address}"

    def _get(self, wanted: dict[str, str], check: Callable[[Answer], None]) -> None:
        parts = urlsplit(self._asked)
        asked = {
            "service": "WFS",
            "version": "2.0.0",
            "request": "GetFeature",
            "typeNames": self.layer,
            **wanted,
        }
        names = {name.lower() for name in asked}
        kept = [(name, value) for name, value in parse_qsl(parts.query, True) if name.lower() not in names]
        url = urlunsplit(parts._replace(query=urlencode([*kept, *asked.items()], safe=":/"), fragment=""))
        try:
            answer = self._patient.get(url, check)
        except NoAnswer as error:
            if error.answer is not None:
                self.is_replica = self.is_replica or bool(error.answer.mark)
            kind = TooMuch if error.slow else SourceError
            raise kind(f"{self.address}: {error}; nothing was landed, try again later") from error
        except TooLarge as error:
            raise TooMuch(f"{error}; nothing was landed") from error
        except Broken as error:
            raise FormatError(f"{error}; nothing was landed, try again later") from error
        if answer.status in RETRY_ON:  # given up; what does it say?
            self._body(answer)

    def _body(self, answer: Answer) -> str:
        """The answer's text, where it is neither an error status nor a report nor a web page.

        Raises Broken where asking again may help, SourceError where it cannot, FormatError where it is not text.
        """
        self.is_replica = self.is_replica or bool(answer.mark)
        text = self._decode(answer)
        is_json = text.lstrip()[:1] in ("{", "[")
        said = "" if is_json else plain(" ".join(_EXCEPTION.findall(text)))[:500]
        if said or answer.status >= 400:
            line = f"{self.address} " + (
                f"says: {masked(said)}" if said else f"answers {answer.status} {answer.reason}"
            )
            code = _CODE.search(text)
            if answer.status < 400 and (code is None or code.group(1) in _PASSING):
                raise Broken(line)
            advice = "try again later" if answer.status in RETRY_ON else "check --url, --layer and --key"
            raise SourceError(f"{line}; nothing was landed, {advice}")
        if not is_json and (title := _TITLE.search(text[:4096])):
            page = plain(title.group(2))[:100]
            raise Broken(f"{self.address} answers with a web page ('{page}') and not with features")
        return text

    def _decode(self, answer: Answer) -> str:
        """JSON is UTF-8 (RFC 8259, section 8.1); else the charset that the answer declares, strictly."""
        body, declared = answer.body, _CHARSET.search(answer.headers.get("Content-Type", ""))
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problem = error.start
        try:
            if declared and declared.group(1).lower() not in ("utf-8", "utf8"):
                return body.decode(declared.group(1))
        except (LookupError, UnicodeError):
            pass
        if body.lstrip()[:1] == b"<":  # no features: a number of hits or a message, where a wrong accent does no harm
            return body.decode("latin-1")
        raise FormatError(
            f"{self.address} sends bytes that are no UTF-8 (0x{body[problem]:02X} at byte {problem:,}) and declares no"
            " charset that fits; nothing was landed"
        )

    def _count(self, text: str) -> int | None:
        """numberMatched of an empty FeatureCollection (section 11.3.3; numberOfFeatures in WFS 1.1)."""
        if text.lstrip()[:1] == "{":
            return read_page(text, self.key).matched
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            # the text is decoded: what its declaration says of its bytes holds no more
            root = etree.fromstring(_DECLARATION.sub("", text).encode(), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Broken(f"{self.address} does not answer the number of hits with XML: {error}") from error
        name = etree.QName(root).localname
        if name != "FeatureCollection":
            raise SourceError(
                f"{self.address} answers the number of hits with <{name}>, no FeatureCollection; check --url"
            )
        return number(root.get("numberMatched") or root.get("numberOfFeatures"))


def plain(markup: str) -> str:
    """What a piece of markup says, in one line."""
    return " ".join(html.unescape(re.sub(r"<!\[CDATA\[|\]\]>|<[^>]*>", " ", markup)).split())
