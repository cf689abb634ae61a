# Every target is explained by `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= data
SEEDS ?=
QUESTIONS ?=
PART ?= develop
MEASURES ?=
DATABASE ?= sqlite:////tmp/bench-tickets.db
PYTHON := .venv/bin/python
READY := .venv/.ready
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
FAST := $(PARALLEL) -m "not slow and not browser and not postgres and not rt and not faults"

.PHONY: help install run check quick test test-fast test-browser test-chaos test-faults test-postgres test-real-rt test-python-rt check-external bench-answers bench-server bench-tickets bench-widget pictures lock clean

help: ## Explain every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(READY) ## Make .venv with the package and its tools

$(READY): requirements.lock pyproject.toml .ci/venv
	bash .ci/venv
	touch $(READY)

run: $(READY) ## Start the demonstration: make run [PORT=8000] [HOST=127.0.0.1] [DATA=data]
	exec $(PYTHON) -m assistant run --host $(HOST) --port $(PORT) --data $(DATA)

quick: $(READY) ## Linters, types, import rules and the fast tests, without the content checks
	$(PYTHON) -m ruff check -q .
	$(PYTHON) -m ruff format -q --check .
	$(PYTHON) -m mypy
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()" >/dev/null || $(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PYTHON) -m pytest -q $(FAST)

check: quick ## Everything that can be checked with Python alone, in some minutes
	$(PYTHON) -m assistant intents check
	$(PYTHON) -m assistant db check

test: $(READY) ## Install what the tests need and run all of them; skips nothing where it may install
	bash .ci/packages
	bash .ci/python-rt
	$(MAKE) --no-print-directory check
	$(PYTHON) -m pytest -q $(PARALLEL) -m "(slow or browser or postgres or rt) and not faults"

test-fast: $(READY) ## Only the tests that need nothing beside Python
	$(PYTHON) -m pytest -q $(FAST)

test-browser: $(READY) ## Only the tests in a real Chromium
	$(PYTHON) -m pytest -q $(PARALLEL) -m "browser and not rt"

test-real-rt: $(READY) ## Only the tests on a real Request Tracker; installs it first where it may
	bash .ci/packages request-tracker5
	$(PYTHON) -m pytest -q -m rt --deselect tests/real/test_python_rt.py

test-python-rt: $(READY) ## Only the own tests of the client python-rt, against our REST 2.0; fetches them first
	bash .ci/python-rt
	$(PYTHON) -m pytest -q tests/real/test_python_rt.py

test-chaos: $(READY) ## Only the proof that the chat loses nothing: 100 cuts, 300 messages each way, restarts
	$(PYTHON) -m pytest -q tests/browser/test_never_lost.py

test-faults: $(READY) ## Break processes, databases and disks at every commit, and see that nothing is lost or doubled (some minutes)
	bash .ci/packages postgresql
	$(PYTHON) -m pytest -q -m faults

test-postgres: $(READY) ## Only the tests on a real PostgreSQL
	$(PYTHON) -m pytest -q $(PARALLEL) -m postgres

check-external: $(READY) ## Read policies and questions from outside: make check-external SEEDS=DIR QUESTIONS=FILE
	@test -n "$(SEEDS)" -a -n "$(QUESTIONS)" || { echo "usage: make check-external SEEDS=DIR QUESTIONS=FILE"; exit 2; }
	$(PYTHON) -m assistant evaluate "$(QUESTIONS)" --policies "$(SEEDS)"

bench-server: $(READY) ## The server beside a bare echo, all figures in one run: make bench-server [MEASURES="idle flood"]
	$(PYTHON) -m bench.server.measure $(MEASURES)

bench-answers: $(READY) build/bench-packages/.ready ## This matcher beside its peers: make bench-answers [PART=develop]
	PYTHONPATH=build/bench-packages:. $(PYTHON) -m bench.answers tests/questions/$(PART)

bench-widget: $(READY) ## The widget beside others, and what it costs a page before a click
	$(PYTHON) -m bench.widget

bench-tickets: $(READY) ## Lists and searches with 10,000 tickets: make bench-tickets [DATABASE=URL]
	$(PYTHON) -m bench.tickets "$(DATABASE)"

build/bench-packages/.ready: bench/requirements.lock
	rm -rf build/bench-packages
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --target build/bench-packages -r $<
	touch $@

pictures: $(READY) ## Photograph every page of the console into docs/pictures, while axe looks at it
	CONSOLE_PICTURES=docs/pictures $(PYTHON) -m pytest -q -p no:randomly tests/web/test_console_pages.py -k axe

lock: $(READY) ## Renew requirements.lock from pyproject.toml
	$(PYTHON) -m piptools compile --quiet --upgrade --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --output-file requirements.lock pyproject.toml
	$(PYTHON) -m piptools compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header -c requirements.lock \
	  --output-file bench/requirements.lock bench/requirements.in

clean: ## Remove what can be made again; leaves data/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
