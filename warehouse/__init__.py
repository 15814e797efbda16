"""The recipes behind `make warehouse`, `make real` and `make figures`: which ingesters run, in what order; then dbt.

Beside them: `reading`, by which all who only read open the warehouse file; `shell` and `ask`, which answer from it.
"""
