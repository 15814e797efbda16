"""Files for people who work outside the warehouse: each mart as Parquet, and the two notebooks' own seven files.

Each notebook file is one query, `sql/<its name>.sql`; what several of them share is in `sql/_*.sql`. DuckDB writes them
all (`write.py`), into a folder beside their place, and they are put there together.
"""

from .write import Export, Written, export

__all__ = ["Export", "Written", "export"]
