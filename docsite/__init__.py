"""The docs site: dbt's own page, with what dbt does not know by itself, in one file that asks nothing of any server.

    python -m docsite build     # writes $FOLIO_HOME/docs/index.html, and lineage/index.html beside it
    python -m docsite serve     # serves that folder on loopback

`facts` reads the warehouse: rows, last loads, licences. `enrich` puts them into dbt's artifacts, and descriptions where
a name has one elsewhere. `page` makes one file of the artifacts and dbt's page, `lineage` the columns' lineage.
"""
