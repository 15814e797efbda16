"""The recipes behind `make warehouse`, `make real` and `make figures`: which ingesters run, in what order; then dbt."""
