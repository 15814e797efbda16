"""The recipes behind `make warehouse`, `make real` and `make figures`: which ingesters run, in what order; then dbt.

Beside them `reading`, by which all open the warehouse who only read it, and who answers from it: `shell`, `ask`.
"""
