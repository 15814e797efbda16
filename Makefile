# Each target does its own set-up; a machine with Python 3.11+ and make is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
SCALE ?= 0.01
PORT ?= 8080
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help warehouse real figures docs docs-serve report exports sql test test-slow lint lock clean

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

warehouse: $(READY) ## Build the warehouse from made-up records: the quick look (SCALE=0.01)
	@python -m warehouse demo --scale $(SCALE)

real: $(READY) ## Build the warehouse from the four real sources, in real/
	@FOLIO_HOME=real/data FOLIO_DB=real/folio.duckdb python -m warehouse real

figures: $(READY) ## Reproduce the published figures: the herbarium at full size, in figures/
	@FOLIO_HOME=figures/data FOLIO_DB=figures/folio.duckdb python -m warehouse figures

docs: $(READY) ## Write the docs site: data/docs/index.html
	@python -m docsite build

docs-serve: $(READY) ## Serve the docs site on loopback, until Ctrl-C (PORT=8080)
	@python -m docsite serve --port $(PORT)

report: $(READY) ## Write the report: data/report/index.html
	@python -m report

exports: $(READY) ## Write each mart as Parquet and the notebooks' own files: data/exports/
	@python -m exports

sql: $(READY) ## Open DuckDB's command line on the warehouse, read-only
	@python -m warehouse.shell

test: $(READY) lint ## Check style and types, run the tests (under ten minutes)
	@pytest

test-slow: $(READY) ## Run the slow tests: real servers, fuzzing, larger replicas (under forty minutes)
	@pytest -m slow

lint: $(READY) ## Check style and types of Python and SQL, and what models say of themselves
	@ruff check --quiet && ruff format --check --quiet && mypy
	@sqlfluff lint -q models tests analyses && sqlfluff lint -q --templater raw exports
	@dbt --quiet parse --target-path target && dbt-bouncer run

lock: $(READY) ## Renew requirements.lock from pyproject.toml (needs uv)
	@uv pip compile --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --python-version 3.11 --extra dev --upgrade --quiet --output-file requirements.lock pyproject.toml

clean: ## Remove the demo's warehouse, its data and dbt's files; the environment and real/ stay
	@rm -rf data folio.duckdb folio.duckdb.wal figures target logs

# the lock is whole, so pip has nothing to resolve (older ones trip over extras when they try)
$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "folio needs Python 3.11 or newer; name it: make PYTHON=python3.12")'
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	@touch $@
