# Coopbox. Two commands matter: `make up` runs a federation of two circles, `make test` proves that it works.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
# Compiled modules are kept beside their sources, also where the machine is set up not to: a run of the tests starts
# some hundred processes, and each would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help up test bench lint words lock clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

# The lock carries hashes and names no registry: pip takes the files from wherever this machine is set up to look.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Coopbox needs Python 3.11 or later. Say which with: make PYTHON=python3.12 up"; exit 1; }
	@test -x $(VENV)/bin/python || { echo "Making .venv ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the locked dependencies (once) ..."
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

up: $(STAMP) ## Run everything: database, website, worker, two example circles
	@exec $(VENV)/bin/coopbox up $(if $(PORT),--port $(PORT))

test: $(STAMP) ## Run the tests; .ci/run runs the slow ones, too
	@$(VENV)/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not slow"

lint: $(STAMP) ## Style, types, import contracts, templates, migrations
	@$(VENV)/bin/python -m tests.lint

words: $(STAMP) ## Bring the translations into step with the sentences, and compile them
	@cd platform && ../$(VENV)/bin/python -m dev.catalogues

bench: $(STAMP) ## Measure beside the peers and print the tables
	@$(VENV)/bin/python -m tests.bench

lock: $(STAMP) ## Refresh requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

clean: ## Remove what was installed (never your data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
