"""How many of everything, so that the sums of the published figures come out.

At scale 1 the notebook's figures and its authors' data dictionary give:

    layer   13,905 permits on 4,643 cadastral codes, in 13,907 features, 24 of them without geometry
    pages   3,222 asked for = 3,063 answered + 158 refused + 1 timed out; 3,221 identifiers

What follows from these, and what is chosen where they leave freedom:

- Two features are more than there are permits. The 3,222 approved features bear 3,221 identifiers, so one of the two is
  a repeat of an approved permit (chosen: exact, but for the feature's id). The other must not be approved, or
  there would be one more to ask for: it is an older version, OBSERVADO, of a permit that its later version shows
  APROBADO (chosen). So 13,905 permits, 3,221 of them approved, and as many identifiers: no two permits share one.
- The notebook asks once a feature. Its 158 refusals hold the 5 addresses that end in `<NA>`, so the site refuses 153 of
  the right addresses; a reader that understands times without fractions gets those 5 permits' pages (chosen:
  they are good pages). The repeated permit's page is answered twice (chosen: a good page, not a refusal).
  Right addresses, each once: 3,221 = 3,067 answered + 153 refused + 1 timed out.
  The notebook's: 3,067 - 5 + 1 = 3,063 answered, 153 + 5 = 158 refused, 1 timed out, 3,222 together.
- 13,907 + 3,222 = 17,129 merged rows without a match: pandas joins a null to a null, and refused pages
  have no code, so no permit lacks its cadastral code.
- Chosen freely: 22 permits whose fechaRegistro has no fraction (5 of 3,221 approved, the rest in proportion).
"""

from dataclasses import dataclass, fields

SMALLEST = 0.01


@dataclass(frozen=True)
class Sizes:
    """Counts of one replica; `Sizes.at(scale)` makes them."""

    permits: int
    codes: int
    approved: int
    refused: int
    timed_out: int
    repeats: int  # features more: exact repeats of approved permits, whose page is good
    versions: int  # features more: older versions, not approved, of permits that are
    approved_without_fraction: int
    others_without_fraction: int
    null_geometry: int
    six_decimals: int
    offsets: int
    absent_keys: int
    slips: int  # permits with an impossible number of floors
    outside: int  # permits whose point is not in La Paz

    @property
    def features(self) -> int:
        """Features that the layer sends."""
        return self.permits + self.repeats + self.versions

    @property
    def answered(self) -> int:
        """Permits whose right address brings a page."""
        return self.approved - self.refused - self.timed_out

    @classmethod
    def at(cls, scale: float) -> "Sizes":
        """All counts in proportion, each trap at least once. Raises ValueError below 0.01 (139 permits)."""
        if scale < SMALLEST:
            raise ValueError(f"scale {scale} is too small to hold every trap; {SMALLEST} is the least")
        return cls(**{field.name: max(1, round(PUBLISHED[field.name] * scale)) for field in fields(cls)})


PUBLISHED = {
    "permits": 13_905,
    "codes": 4_643,
    "approved": 3_221,
    "refused": 153,
    "timed_out": 1,
    "repeats": 1,
    "versions": 1,
    "approved_without_fraction": 5,
    "others_without_fraction": 17,
    "null_geometry": 24,
    "six_decimals": 140,
    "offsets": 42,
    "absent_keys": 139,
    "slips": 3,
    "outside": 2,
}
