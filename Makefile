# What a person does with this checkout. Needs make and a Python 3.11 or later with venv (Debian: python3-venv).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH_STAMP := .venv-bench/.installed
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
WORKERS ?= 3
COMPILE = uv pip compile pyproject.toml --group build --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help sandbox test lint bench pins clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

sandbox: $(STAMP) ## play with the bot on this machine: no token, no settings, no internet
	@$(BIN)/albot sandbox

test: $(STAMP) ## run all tests
ifdef CHROMIUM
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
else
	@echo 'No Chromium on this machine: the browser test is LEFT OUT (Debian: apt-get install chromium).'
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m 'not bench and not browser'
endif

lint: $(STAMP) ## check style, types and who imports whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(STAMP) $(BENCH_STAMP) ## measure speed: all of it, or ONLY=turns; QUICK=1 in a few minutes (prints figures)
	@BENCH_QUICK=$(QUICK) $(BIN)/python -m pytest -n 0 -m bench -s $(if $(ONLY),tests/bench/bench_$(ONLY).py,tests/bench)

pins: ## make requirements.txt and deploy/requirements.txt anew from pyproject.toml (needs uv)
	@head -n 2 requirements.txt > requirements.new
	@$(COMPILE) --extra test --extra bench --extra lint --upgrade >> requirements.new
	@mv requirements.new requirements.txt
	@echo aiogram | uv pip compile - --upgrade --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --output-file tests/bench/requirements-aiogram.txt
	@head -n 2 deploy/requirements.txt > requirements.new
	@$(COMPILE) --constraints requirements.txt >> requirements.new
	@mv requirements.new deploy/requirements.txt

clean: ## remove the environment and every cache
	@rm -rf $(VENV) .venv-bench .bench build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find albot tests -type d -name __pycache__ -prune -exec rm -rf {} +

# Made anew only when the pins or the project's own description change. An environment left half made is not stamped.
$(STAMP): requirements.txt pyproject.toml
	@echo 'Setting up $(VENV); the first time takes a minute or two.'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

# aiogram, beside which albot is measured, wants other versions than albot.
$(BENCH_STAMP): tests/bench/requirements-aiogram.txt
	@echo 'Setting up .venv-bench for aiogram.'
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip --quiet --quiet --disable-pip-version-check install --require-hashes -r $<
	@touch $@
