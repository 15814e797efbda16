"""The report: one self-contained HTML file on what the warehouse holds and how far it can be trusted.

    python -m report            # writes $FOLIO_HOME/report/index.html

`queries/` holds the SQL, one file a question; `herbarium`, `permits` and `quality` say in words and in a chart what it
answers; `charts` draws (Altair); `page` puts it all into one file that asks nothing of any server.
"""
