# One door for every command. Each target prepares what it needs: see .ci/prepare.
#
#   make run          open the window; without a display, make the demo and its pictures
#   make test         all tests               make test ARGS="tests/forms -k money"
#   make test-lowest  the same on the oldest Qt that is supported
#   make lint         ruff, mypy, import-linter
#   make format       let ruff rewrite
#   make bench        the benchmarks' table   make bench NAME=export
#   make fuzz         mutated files, a minute   make fuzz SECONDS=600
#   make coverage     tests with each folder's floor
#   make lock         requirements*.txt from pyproject.toml   make lock LOCK=--upgrade
#   make manual       the pages of docs that the program knows: rules, indicators ...
#   make wheels       a folder of wheels for machines without a network
#   make clean        takes away all that was made

SHELL := /bin/bash
PYTHON ?=
export PYTHON
VENV := .venv/bin
ARGS ?=
NAME ?=
SECONDS ?= 60
LOCK ?=
WORKERS ?= 2
PRODUCT := forms exports desktop resources

.PHONY: help run test test-lowest lint format bench fuzz coverage lock manual wheels clean

help:
	@sed -n '/^#/!q;s/^# \{0,1\}//p' Makefile

run:
	@.ci/prepare run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		$(VENV)/python -m desktop; \
	else \
		QT_QPA_PLATFORM=offscreen $(VENV)/python -m desktop demo build/demo --pictures; \
	fi

test:
	@.ci/prepare test
	$(VENV)/python -m pytest -n $(WORKERS) $(ARGS)

test-lowest:
	@.ci/prepare lowest
	.venv-lowest/bin/python -m pytest -n $(WORKERS) $(ARGS)

lint:
	@.ci/prepare test
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy --strict $(PRODUCT)
	$(VENV)/lint-imports --no-logo

format:
	@.ci/prepare test
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench:
	@.ci/prepare test
	@QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(VENV)/python -m tests.benchmarks $(NAME)

fuzz:
	@.ci/prepare test
	$(VENV)/python -W ignore -m tests.exports.fuzz $(SECONDS)

coverage:
	@.ci/prepare test
	.ci/coverage $(ARGS)

lock:
	@.ci/prepare test
	.ci/lock $(LOCK)

manual:
	@.ci/prepare run
	PYTHON=$(VENV)/python .ci/manual

wheels:
	@.ci/prepare run
	$(VENV)/python -m pip download --require-hashes --only-binary :all: -r requirements.txt \
		--dest build/wheels

clean:
	rm -rf .venv .venv-lowest build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache \
		.hypothesis .coverage .coverage.* htmlcov .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
