# `make run` and `make test` need python3 (3.11 or newer), pip and make; everything else they fetch into .venv.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
CONSTRAINED := -c .ci/constraints.txt
OTHER_PYTHON := $(CURDIR)/.venv-litert/bin/python
PYTEST := QT_QPA_PLATFORM=offscreen SIMGUI_OTHER_PYTHON=$(OTHER_PYTHON) $(BIN)/python -m pytest -q
SCENARIO ?= scenarios/predictive_maintenance.yaml
PUBLISHED ?= ../shared/truth

.PHONY: help run test test-slow test-litert bench lint typecheck docs screenshots zoo calibrate validate claims wheel clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r target text; do \
	  printf '  make %-12s %s\n' "$$target" "$$text"; done

run: .venv/installed  ## open the window on a scenario; without a display, run it and print the table
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	  .ci/install_system_packages .ci/system_packages.txt; \
	  $(BIN)/simgui gui $(SCENARIO); \
	else \
	  echo "no display: running $(SCENARIO) without the window" >&2; \
	  $(BIN)/simgui run $(SCENARIO); \
	fi

test: lint typecheck .venv-litert/installed  ## all checks and tests but the slow ones
	@.ci/install_system_packages .ci/system_packages.txt
	@.ci/install_system_packages .ci/system_packages_test.txt
	$(PYTEST) -n 2 -m "not slow"

test-slow: .venv/installed-test  ## the tests that `make test` leaves out
	$(PYTEST) -m slow

test-litert: .venv/installed-test .venv-litert/installed  ## the inference tests with the other TFLite runtime
	$(PYTEST) tests/contract/test_runtimes.py

bench: .venv/installed-test  ## time simgui against SimPy, a heap loop and numpy; BENCH=--quick for half a minute
	cd tests && $(CURDIR)/$(BIN)/python -m benchmarks $(BENCH)

lint: .venv/installed-test  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: .venv/installed-test  ## mypy --strict
	$(BIN)/mypy

docs: .venv/installed  ## write assets/docs/scenario_reference.md again, from the tables that read scenarios
	$(BIN)/python -c 'from simgui.scenario.schema.reference import reference_markdown as text; print(text(), end="")' \
	  >assets/docs/scenario_reference.md

screenshots: .venv/installed  ## pictures of every workspace in all colours and sizes, into build/screenshots
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m simgui.ui.screenshots build/screenshots

zoo: .venv-train/installed  ## train the shipped models again, into assets/models
	.venv-train/bin/python -m simgui.runs.zoo_build

calibrate: .venv/installed  ## fit the kernel profiles to MEASUREMENTS, by default those published in ../shared/truth
	@if [ -z "$(MEASUREMENTS)" ] && [ ! -d "$(PUBLISHED)" ]; then \
	  echo "skipped: no measurements; give MEASUREMENTS=file.csv, or put the published ones into $(PUBLISHED)"; \
	else \
	  $(BIN)/python -m simgui.models.calibration --explain --leave-out --out device_profiles/kernels \
	    $(if $(MEASUREMENTS),--measurements $(MEASUREMENTS),--measurements build/measurements.csv --published $(PUBLISHED)); \
	fi

validate: .venv/installed  ## compare with the measurements in ../shared/truth: report into build/validation, summary into the docs
	$(BIN)/python -m simgui.runs.validation --published $(PUBLISHED) --out build/validation \
	  --summary assets/docs/validation.md

claims: .venv/installed  ## what the models say of the claims that people make of edge AI: write assets/docs/claims.md again
	$(BIN)/python -m simgui.runs.validation.claims --out assets/docs/claims.md

wheel: .venv/installed-test  ## build dist/simgui-*.whl with scenarios, profiles and models inside
	$(BIN)/python -m hatchling build -t wheel -d dist

clean:  ## remove environments, caches and built files
	rm -rf .venv .venv-litert .venv-train dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: pyproject.toml .ci/constraints.txt .ci/make_venv
	.ci/make_venv .venv $(CONSTRAINED) -e .
	@touch $@

.venv/installed-test: .venv/installed
	.ci/make_venv .venv $(CONSTRAINED) -e '.[test]'
	@touch $@

.venv-litert/installed: .ci/constraints-litert.txt .ci/make_venv
	.ci/make_venv .venv-litert -c .ci/constraints-litert.txt ai-edge-litert
	@touch $@

.venv-train/installed: pyproject.toml .ci/constraints.txt .ci/constraints-train.txt .ci/make_venv
	.ci/make_venv .venv-train $(CONSTRAINED) -c .ci/constraints-train.txt -e '.[train]'
	@touch $@
