# Everything runs from a virtual environment that make itself sets up.
# Needs only make and Python 3.11 or newer.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
DEMO_PORT ?= 8081
DEMO_DATA ?= demo-data

.PHONY: demo test check format lint types contracts quarter bench lock clean

demo: $(VENV)/.runtime
	$(BIN)/sopbot demo --port $(DEMO_PORT) --data $(DEMO_DATA)

# Modules are compiled once, also where the environment says not to keep that: the tests start many processes.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

check: lint types contracts test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only .

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

quarter: $(VENV)/.dev
	$(VENV)/bin/python -m tests.tools.quarter 200 1

bench: $(VENV)/.dev
	$(BIN)/python bench/cases.py
	$(BIN)/python -m bench.search
	$(BIN)/python bench/updates.py
	$(BIN)/python -m bench.working_time

# Needs uv. The locks carry hashes and no index address, so any mirror serves.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate -q pyproject.toml --group build -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate -q pyproject.toml --group dev -o requirements-dev.lock

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "sopbot needs Python 3.11 or newer: install it, or run 'make PYTHON=/path/to/python3'"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
