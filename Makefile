# Two commands matter: `make run` serves a demonstration, `make test` tests everything.
# Both first install what is missing (.ci/setup).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
MAKEFLAGS += --no-print-directory
export PYTHON ?= python3
# What is compiled once, pytest's rewritten modules first of all, is not compiled again by each of the many processes.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
RESULTS := test-results
TEMPLATES = $(shell find templates */templates -name '*.html' 2>/dev/null)

# The turns of a year and of February; what asks for years, days and deadlines (marked "dated") runs on each of them.
DAYS := 2027-01-01 2027-12-31 2028-02-29 2028-03-30
DATED_TESTS := tests/declarations/test_filing_story.py tests/declarations/test_returned.py tests/enterprises/test_figures.py \
	tests/enterprises/test_records.py tests/enterprises/test_records_twice.py tests/admin/test_batches.py \
	tests/admin/test_windows.py tests/admin/test_windows_of_offices.py tests/admin/test_window_standards.py

.PHONY: help run set-up set-up-test lint check lock lock-check format test test-fast test-suite test-days test-browser test-postgres coverage bench bench-slow bench-standards bench-assessments clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

run: set-up ## install, prepare and serve on 127.0.0.1; PORT=8000 and DATA_DIR=.data choose port and folder
	@exec bash .ci/serve

test: set-up-test ## everything: lint, checks, all tests, the browser's included
	@$(MAKE) -j 2 --output-sync=target lint check
	$(MAKE) test-suite test-days test-browser

test-fast: set-up-test ## the tests without browser and without the slow ones, in two minutes
	@$(BIN)/pytest -q -n 2 --hypothesis-profile=quick -m "not browser and not slow"

test-suite: set-up-test
	@mkdir -p $(RESULTS)
	$(BIN)/pytest -q -n 2 -m "not browser" | tee $(RESULTS)/suite.log

# A process for each day; the name of a parallel environment keeps their databases apart.
test-days: set-up-test ## the dated tests, on the days that calendars trip over
	@mkdir -p $(RESULTS)
	rm -f $(RESULTS)/day-*.log
	printf '%s\n' $(DAYS) | xargs -P 2 -I {} env DAY={} TOX_PARALLEL_ENV={} bash -c \
		'$(BIN)/pytest -q -m dated -p tests.on_day $(DATED_TESTS) >$(RESULTS)/day-$$DAY.log 2>&1' || failed=1
	tail -n +1 $(RESULTS)/day-*.log
	exit $${failed:-0}

# Playwright's event loop upsets later tests of its process, so it has processes of its own: a browser in each.
test-browser: set-up-test ## the tests that drive Chromium
	@mkdir -p $(RESULTS)
	$(BIN)/pytest -q -n 2 --dist worksteal -m browser | tee $(RESULTS)/browser.log

coverage: set-up-test ## lines and branches of declarations, assessments and enterprises that the tests run
	@mkdir -p $(RESULTS)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n 2 -m "not browser"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

test-postgres: set-up-test ## the tests that touch the database, on PostgreSQL: DATABASE_URL, a local server, or a new one
	@bash .ci/postgres

lint: set-up-test lock-check ## style, templates, types, import rules, locks
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet . || { echo "Please run: make format"; exit 1; }
	$(BIN)/djade --target-version 5.2 --check $(TEMPLATES) >/dev/null || { echo "Please run: make format (templates)"; exit 1; }
	NO_COLOR=1 $(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy

format: set-up-test ## put Python and templates into shape
	@$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true

check: set-up-test ## migrations complete, system checks, deployment checks under production settings
	@export DATA_DIR=$$(mktemp -d)
	trap 'rm -rf "$$DATA_DIR"' EXIT
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	export CULTIVATION_ENV=production ALLOWED_HOSTS=example.org
	export SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')
	$(BIN)/python manage.py check --deploy --fail-level WARNING

lock: ## resolve the locked requirements anew within pyproject.toml (needs uv)
	@bash .ci/lock write

lock-check: set-up-test ## the locked requirements are those of pyproject.toml (when uv is there)
	@bash .ci/lock check

bench: ## measure the main pages beside bare Django, under the same server
	@bash .ci/setup bench
	exec $(BIN)/python tests/load/bench.py

bench-slow: set-up ## slow clients against an honest visitor, on the server of make run alone
	@exec $(BIN)/python tests/load/slow.py

bench-standards: set-up-test ## measure the standards engine: 100,000 generated enterprises by annex 2
	@PYTHONPATH=. $(BIN)/python tests/load/bench_standards.py

bench-assessments: set-up-test ## measure scoring, statistics, medians and export of 20,000 assessments
	@PYTHONPATH=. $(BIN)/python tests/load/bench_assessments.py

set-up:
	@bash .ci/setup run

set-up-test:
	@bash .ci/setup test

clean: ## remove what was made, the data folder .data excepted
	@rm -rf .venv .bench .pytest_cache .ruff_cache .hypothesis .import_linter_cache .mypy_cache $(RESULTS)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
