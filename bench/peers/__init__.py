"""Other people's readers of the same files, one script each, run by the Python of the peers' environment.

Each prints one JSON object: `rows`, and of the media file `providers` (rows by provider) and `barcodes` (different ones
of eight digits on Botany's rows); or `refused`, where the library would not read the file. The floor is here too.
"""
