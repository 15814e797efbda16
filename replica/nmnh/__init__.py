"""The herbarium's sources in small: two label sets and the NMNH Darwin Core Archive, all of it made up."""
