# Layerproof: every target prepares .venv by itself (needs Python 3.11 or newer, git and make).
# Arguments for pytest: make test-unit ARGS="-k login -x"; another Python: make PYTHON=python3.12

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
READY := .venv/.layerproof-prepared
NOX := $(BIN)/nox
LINTED := src tests ci examples noxfile.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Tools of .venv are found by the sessions as well.
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

# Without bytecode every process of every suite would compile what it imports.
unexport PYTHONDONTWRITEBYTECODE

# An environment that was moved runs the code of its old place: look into it again.
ifneq ($(file <.venv/.layerproof-root),$(CURDIR))
.PHONY: $(READY)
endif

$(READY): pyproject.toml ci/prepare
	@PYTHON="$(PYTHON)" ci/prepare

.PHONY: install
install: $(READY)  ## make .venv and install everything into it

.PHONY: test
test: $(READY)  ## run every suite, merge the coverage and judge: green only if the verdict is kept
	@$(NOX) $(if $(ARGS),-- $(ARGS))

.PHONY: test-fast
test-fast: $(READY)  ## unit, integration and api in one run, untraced, failed tests first
	@$(BIN)/python -m layerproof fast $(if $(ARGS),-- $(ARGS))

.PHONY: test-unit test-integration test-api
test-unit test-integration test-api: $(READY)  ## run one suite and judge its own gates
	@$(NOX) -s $(@:test-%=%) $(if $(ARGS),-- $(ARGS))

.PHONY: test-cov
test-cov: $(READY)  ## merge and judge what the suites left behind, and write the report
	@$(NOX) -s coverage $(if $(ARGS),-- $(ARGS))

.PHONY: test-parallel
test-parallel: $(READY)  ## the same as test, two suites at a time
	@$(NOX) -j 2 $(if $(ARGS),-- $(ARGS))

.PHONY: lint
lint: $(READY)  ## format, style, types, import contracts, house rules and the workflows
	@ci/check-source $(LINTED)

.PHONY: format
format: $(READY)  ## put the source into the form that lint asks for
	@$(BIN)/ruff check --fix --quiet $(LINTED)
	@$(BIN)/ruff format $(LINTED)

.PHONY: bench
bench: $(READY)  ## measure what Layerproof costs, as ratios in one run
	@$(BIN)/python -m ci.bench
	@$(NOX) -s performance -- -rP $(ARGS)

.PHONY: demo
demo: $(READY)  ## run an example backend, examples/print_shop, from end to end
	@ci/demo

.PHONY: pipeline
pipeline: $(READY)  ## play the CI pipeline on this machine, each suite in a clone of its own
	@ci/pipeline $(ARGS)

.PHONY: clean
clean:  ## remove everything that was made here
	@rm -rf .venv .nox .tox .layerproof dist build .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis examples/*/.nox examples/*/.layerproof
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help:  ## show this list
	@echo "usage: make TARGET [ARGS=\"...\"] [PYTHON=python3.12]"; echo
	@awk -F ':.*##' '/^[a-z][a-z -]*:.*##/ { printf "  %-42s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
