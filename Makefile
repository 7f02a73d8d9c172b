# make demo: set up, then the main job on embedded defaults.   make test: set up, then everything that must pass.
.DEFAULT_GOAL := help
.PHONY: help setup demo test types suite long check accuracy dagster reference bundle screenshots lock clean
PY := .venv/bin/python
export DAGSTER_DISABLE_TELEMETRY = 1
export PYTHONUTF8 = 1

help:
	@echo "make demo     set up, then crawl a simulated web of the territory and publish its barometer (a few minutes)"
	@echo "make test     set up, then everything that must pass"
	@echo "make long     the journeys that take minutes each: demo, doors, traps, bad lists, no network, retention, imports, web archive"
	@echo "make check    lint, types and quick tests only"
	@echo "make accuracy  precision and recall of main accounts on the simulated web, traps included"
	@echo "make dagster  the same graph in the Dagster web UI, on the simulated web (make dagster WEB=live for the real one)"
	@echo "make reference  rebuild data/reference from the registry packages"
	@echo "make bundle   build the part of plotly.js that figures need again (needs npm and its registry)"
	@echo "make screenshots  the pictures of pages beside README.md again, from a finished demo"
	@echo "make lock     resolve requirements.lock again"

.venv/.installed: requirements.lock pyproject.toml
	test -x .venv/bin/python || python3 -m venv .venv
	.venv/bin/python -m pip install -q uv
	.venv/bin/python -m uv pip sync -q --compile-bytecode --require-hashes requirements.lock
	.venv/bin/python -m pip install -q --no-deps --no-build-isolation -e .
	touch .venv/.installed

setup: .venv/.installed

demo: setup
	.venv/bin/barometre demo

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(PY) -m pytest -n 2 -m "not browser and not benchmark" --ignore=tests/journeys

test: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(MAKE) --no-print-directory -j2 types suite

types:
	.venv/bin/mypy

suite:
	$(PY) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "not benchmark and not long"

accuracy: setup
	.venv/bin/barometre accuracy --month 2026-10 --roster TRAPS2026

long: setup
	$(PY) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "long and not benchmark"

WEB ?= replica
dagster: setup
	BAROMETRE_WEB=$(WEB) .venv/bin/dagster dev -m pipelines.definitions

reference: setup
	$(PY) data/reference/build.py

screenshots: setup
	PYTHONPATH=tests $(PY) tests/screenshots.py

BUNDLE := dashboards/vendor/plotly
bundle:
	rm -rf build/plotly && mkdir -p build/plotly
	cp $(BUNDLE)/entry.js $(BUNDLE)/build.mjs $(BUNDLE)/package.json $(BUNDLE)/package-lock.json build/plotly
	cd build/plotly && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs
	cp build/plotly/plotly-barometre.* $(BUNDLE)

lock:
	.venv/bin/python -m uv pip compile -q --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf data/demo build
