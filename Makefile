# The two commands: `make train` and `make test`. Each sets up .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: train test test-slow test-beam test-tpu lint clean

train: $(VENV)/.installed
	$(BIN)/python main.py --config=configs/smoe.py

test: lint
	$(BIN)/python -m pytest -q

test-slow: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -m slow

# Apache Beam has an environment of its own, in which there is no jax.
test-beam: .venv-beam/.installed
	.venv-beam/bin/python -m pytest -q tests/corpus/test_beam.py

# libtpu stands apart too: where JAX finds it, it looks for a TPU at every start.
test-tpu: .libtpu/.installed
	$(BIN)/python -m pytest -q -m slow tests/tpu

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "error: $(PYTHON) is too old; expected Python 3.11 or later: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-test: requirements-test.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

.venv-beam/.installed: requirements-data.txt
	$(PYTHON) -m venv .venv-beam
	.venv-beam/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-data.txt "pytest>=9"
	touch $@

# The libtpu that the JAX installed is made for, as its extra `tpu` names it.
.libtpu/.installed: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .libtpu \
		"$$($(BIN)/python -c 'import importlib.metadata as m; print(next(r.split(";")[0] for r in m.requires("jax") if r.startswith("libtpu")))')"
	touch $@

clean:
	rm -rf $(VENV) .venv-beam .libtpu runs cache
