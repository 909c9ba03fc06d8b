# Two commands do everything: `make release` and `make test`. Both make their own .venv first.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

.PHONY: setup test release bench clean

release: setup
	$(VENV)/bin/spaceties release

test: setup
	$(VENV)/bin/python -m pytest --numprocesses auto --dist loadfile

bench: setup
	$(VENV)/bin/python -m benchmarks.validate --sizes small,medium,large
	$(VENV)/bin/python -m benchmarks.check
	$(VENV)/bin/python -m benchmarks.release
	$(VENV)/bin/python -m benchmarks.diff
	$(VENV)/bin/python -m benchmarks.site

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf $(VENV) dist
