# Ringdown's commands. `make help` lists them.
.PHONY: help setup demo test check bench soak lock format
.DEFAULT_GOAL := help
PY := .venv/bin/python
PURE := ivr routing
CODE := app.py commands ivr routing callflows telephony cti storage switchboard web emulator tests

# The tests start many processes, and each would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup:  ## make the environment: Python packages, page assets, apt packages
	@scripts/setup.sh test

demo:  ## set up and serve both companies on port 8000, with an emulated phone network
	@scripts/setup.sh run
	@exec $(PY) app.py demo

test: setup  ## set up and run all tests
	@$(PY) -m pytest -q -n 2 --dist worksteal tests

check: setup  ## format, lint, types, imports, flows
	@.venv/bin/ruff format --check $(CODE)
	@.venv/bin/ruff check $(CODE)
	@.venv/bin/mypy $(CODE)
	@.venv/bin/lint-imports --no-cache
	@$(PY) app.py check callflows

bench: setup  ## ratios, each from one run; writes docs/performance.md
	@$(PY) -m tests.bench

soak: setup  ## the long runs at full numbers; writes docs/soak.md
	@$(PY) -m tests.soak

format: setup  ## format the code and mend what lint can
	@.venv/bin/ruff format $(CODE)
	@.venv/bin/ruff check --fix $(CODE)

lock: setup  ## pin requirements.in and requirements-dev.in again
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt
