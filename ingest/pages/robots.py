"""What a site's robots.txt allows (RFC 9309), with the Crawl-delay that many sites add to it.

Python's own reader takes the first rule that fits and knows no `*` inside a path; the standard takes the longest rule,
and sites write such signs.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

PRODUCT = "folio"  # the product token of our User-Agent (section 2.2.1)
LARGEST = 500 * 1024  # bytes that are read of it (section 2.5)


@dataclass
class Robots:
    """The rules of the group that holds for us: (allowed, path), and the seconds to keep between two requests."""

    rules: list[tuple[bool, str]] = field(default_factory=list)
    delay: float | None = None

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for: the longest rule that fits decides, Allow where two are equal."""
        parts = urlsplit(url)
        path = _encoded((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [(len(rule), allowed) for allowed, rule in self.rules if _fits(rule, path)]
        return max(fitting)[1] if fitting else True


def _encoded(path: str) -> str:
    """The path with every sign percent-encoded that must be, and no other (section 2.2.2)."""
    return quote(unquote(path), safe="/?&=+$*,;:@!'()|~-._")


def _fits(rule: str, path: str) -> bool:
    """Whether a rule's path fits: as a beginning, `*` being any signs and `$` the end (section 2.2.3).

    Each piece between two `*` is looked for once, from left to right: a regular expression would try for ever.
    """
    whole = rule.endswith("$")
    first, *pieces = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if whole:
        if not pieces:
            return path == first
        last = pieces.pop()
        if not path.endswith(last) or len(path) < len(first) + len(last):
            return False
        path = path[: len(path) - len(last)]
    at = len(first)
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def parse(text: str, product: str = PRODUCT) -> Robots:
    """The rules for `product`: those of all groups that name it, else those of the groups for `*` (section 2.2.1)."""
    groups: dict[str, Robots] = {}
    agents: list[str] = []
    in_rules = True
    for line in text.lstrip("\ufeff")[:LARGEST].splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            agents = [] if in_rules else agents
            in_rules = False
            agents.append("*" if value == "*" else re.match(r"[A-Za-z_-]*", value).group(0).lower())  # type: ignore[union-attr]
            groups.setdefault(agents[-1], Robots())
        elif name in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for agent in agents:
                _add(groups[agent], name, value)
    return groups.get(product.lower()) or groups.get("*") or Robots()


def _add(group: Robots, name: str, value: str) -> None:
    if name == "crawl-delay":
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", value):
            group.delay = max(group.delay or 0.0, float(value))
    elif value:  # an empty path forbids nothing
        group.rules.append((name == "allow", _encoded(value)))
