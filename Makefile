# The five commands. Each works on a fresh Linux machine with Python 3.11 or newer.
PYTHON ?= python3
PORT ?= 8000
UV_VERSION = 0.13.9
BIN = .venv/bin
TOOLS = .venv-tools/bin

.PHONY: help install install-dev demo test check bench docs pictures mutate

help:            ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(TOOLS)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rangkiang needs Python 3.11 or newer (set PYTHON=...)."; exit 2; }
	@$(PYTHON) -m venv .venv-tools
	@$(TOOLS)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: $(TOOLS)/uv uv.lock pyproject.toml
	@echo "Installing what Rangkiang runs on ..."
	@$(TOOLS)/uv sync --locked --inexact --extra engine --python $(PYTHON)
	@touch $@

.venv/.dev: $(TOOLS)/uv uv.lock pyproject.toml
	@echo "Installing what Rangkiang and its tests need ..."
	@$(TOOLS)/uv sync --locked --group dev --python $(PYTHON)
	@touch $@ .venv/.run

install: .venv/.run       ## the environment, from the lock file
install-dev: .venv/.dev   ## the same with what tests and checks need

demo: install    ## build the Sijunjung story once and serve it on 127.0.0.1:8000
	@$(BIN)/rangkiang demo --port $(PORT)

test: install-dev   ## all tests, in parallel, in random order; READERS=all walks every flow in both languages on both screens
	@sh scripts/browser.sh
	@RANGKIANG_READERS=$(READERS) $(BIN)/pytest -n 2 --dist loadgroup

check: install-dev   ## style, types, floors and shelves, migrations, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint src --lint --quiet
	@$(BIN)/python scripts/migrations.py

bench: install-dev   ## every measured claim; ONLY=bill runs those whose name starts so
	@$(BIN)/python -m bench $(ONLY)

docs: install-dev    ## the documentation, into site/; pictures older than their page are taken anew first
	@$(BIN)/pytest -q -n0 tests/docs/test_pictures.py > /dev/null 2>&1 || $(MAKE) pictures
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

pictures: install-dev   ## the pictures of the documentation anew, by the browser of the tests from a demo of their own
	@sh scripts/browser.sh
	@RANGKIANG_PICTURES=1 $(BIN)/pytest -q -n0 tests/browser/test_pictures.py -k take_them

mutate: install-dev   ## which small change of the law would no golden case notice (about half an hour)
	@$(TOOLS)/uv run --no-project --with cosmic-ray==8.7.0 python scripts/mutate.py $(ONLY)
