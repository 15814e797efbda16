"""folio's version: in the User-Agent, and beside every load, which another version may read in another way."""

VERSION = "0.1.0"
