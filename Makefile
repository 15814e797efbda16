# Each target does its own set-up; a machine with Python 3.11+ and make is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PEERS := $(VENV)/peers
SCALE ?= 0.01
PORT ?= 8080
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help warehouse real figures docs docs-serve report exports sql ask test test-slow bench lint lock clean

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

ask: $(READY) ## Ask a ready question of analyses/ (Q=rows_dropped_and_why); without Q, list them
	@python -m warehouse.ask $(Q)

test: $(READY) lint ## Check style and types, run the tests on all cores (under ten minutes)
	@pytest --numprocesses auto --maxprocesses 4 --dist loadfile

test-slow: $(READY) ## Run the slow tests: real servers, fuzzing, larger replicas (under forty minutes)
	@pytest -m slow

bench: $(READY) $(PEERS)/ready ## Measure folio beside the notebooks and others (SCALE=1; ONLY=herbarium,peers)
	@python -m bench --scale $(SCALE) --peers $(PEERS)/bin/python $(if $(ONLY),--only $(ONLY)) $(if $(GROWTH),--growth $(GROWTH))

lint: $(READY) ## Check style and types of Python and SQL, and what models say of themselves
	@ruff check --quiet && ruff format --check --quiet && mypy
	@sqlfluff lint -q models tests analyses && sqlfluff lint -q --templater raw exports report
	@dbt --quiet parse --target-path target && dbt-bouncer run

lock: $(READY) ## Renew both requirements.lock from pyproject.toml (needs uv)
	@uv pip compile --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --python-version 3.11 --extra dev --upgrade --quiet --output-file requirements.lock pyproject.toml
	@uv pip compile --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --python-version 3.11 --constraint requirements.lock --group bench --upgrade --quiet --output-file bench/requirements.lock

clean: ## Remove the demo's warehouse, its data, dbt's files; .venv/, real/, bench/data/ stay
	@rm -rf data folio.duckdb folio.duckdb.wal figures target logs

# the lock is whole, so pip has nothing to resolve (older ones trip over extras when they try)
$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "folio needs Python 3.11 or newer; name it: make PYTHON=python3.12")'
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	@touch $@

# what the peers need is theirs alone: folio runs without it
$(PEERS)/ready: bench/requirements.lock $(READY)
	@echo "setting up $(PEERS) (once)"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r bench/requirements.lock
	@$(PEERS)/bin/python -m pip check --disable-pip-version-check >/dev/null
	@touch $@
