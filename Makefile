# `make release` and `make test` do everything, and `make lint` judges the code. Each makes its own
# .venv first.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
TOOLS := node_modules/.ready
NODE := node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)' \
  2>/dev/null && command -v npm >/dev/null
NO_NODE := no npm with Node 20.19 or later:
# Addresses for donations are no part of a lock.
STRIP := node -e 'const fs = require("fs"), name = "package-lock.json", lock = JSON.parse(fs.readFileSync(name)); \
  for (const one of Object.values(lock.packages)) delete one.funding; \
  fs.writeFileSync(name, JSON.stringify(lock, null, 2) + "\n")'
PIP := python -m pip --quiet --disable-pip-version-check

PUBLISH := dist/publish

.PHONY: setup test readers fuzz lint lint-scripts tidy tidy-scripts release publish-dry publish-data \
  publish-python bench bench-quick lock clean

release: setup
	$(VENV)/bin/spaceties release

# All that is published of a release, made here and sent nowhere; `.github/workflows/release.yml`
# sends it. release/ and what is attached of it, files/; the explorer, site/; sdist and wheel, python/.
publish-dry: publish-data publish-python

# Two builds must be the same bytes. PACKAGE: another descriptor than our own.
publish-data: setup
	rm -rf $(PUBLISH)/release $(PUBLISH)/again $(PUBLISH)/files $(PUBLISH)/site
	$(VENV)/bin/spaceties release $(PACKAGE) --out $(PUBLISH)/release
	$(VENV)/bin/spaceties release $(PACKAGE) --out $(PUBLISH)/again
	diff -r $(PUBLISH)/release $(PUBLISH)/again
	rm -r $(PUBLISH)/again
	$(VENV)/bin/spaceties verify $(PUBLISH)/release/*
	mkdir $(PUBLISH)/files
	find $(PUBLISH)/release/* -maxdepth 1 -type f -exec cp {} $(PUBLISH)/files \;
	cd $(PUBLISH)/files && sha256sum --check --ignore-missing --quiet SHA256SUMS
	$(VENV)/bin/spaceties site $(PACKAGE) --out $(PUBLISH)/site
	cp -R $(PUBLISH)/release/*/. $(PUBLISH)/site # the files beside its pages, and index.html with links to them

publish-python: setup
	rm -rf $(PUBLISH)/python
	$(VENV)/bin/python -m hatchling build --directory $(PUBLISH)/python

test: setup
	$(VENV)/bin/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# Asks readers of other times and tools what they make of a release, in environments of their own;
# `make readers CHECK=--check` compares what they say with what docs/readers.md tells.
readers: setup $(TOOLS)
	$(VENV)/bin/python -m tests.readers $(CHECK)

# Searches for inputs that break a promise: make fuzz SECONDS=60 TARGET=csv_blocks
fuzz: setup
	$(VENV)/bin/python -m tests.fuzz --seconds $(or $(SECONDS),600) $(addprefix --target ,$(TARGET))

# The explorer's scripts are judged where there is npm; nothing else here needs it.
lint: setup
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	@if $(NODE); then $(MAKE) --no-print-directory lint-scripts; \
	else echo "$(NO_NODE) the explorer's scripts were NOT looked at"; fi

lint-scripts: $(TOOLS)
	npm run --silent lint

# Puts into form what needs no judgement.
tidy: setup
	$(VENV)/bin/ruff check --fix-only
	$(VENV)/bin/ruff format
	@if $(NODE); then $(MAKE) --no-print-directory tidy-scripts; fi

tidy-scripts: $(TOOLS)
	npm run --silent format

# What a minute can tell of it, of what people wait for most.
bench-quick: setup
	$(VENV)/bin/python -m benchmarks.waiting --quick

bench: setup
	$(VENV)/bin/python -m benchmarks.waiting
	$(VENV)/bin/python -m benchmarks.validate --sizes small,medium,large
	$(VENV)/bin/python -m benchmarks.forms
	$(VENV)/bin/python -m benchmarks.check
	$(VENV)/bin/python -m benchmarks.release
	$(VENV)/bin/python -m benchmarks.diff
	$(VENV)/bin/python -m benchmarks.site

# Renews the locks after a change of pyproject.toml, package.json or what readers are asked. Versions stay where they still
# fit; `make lock UPGRADE=--upgrade` takes the newest, as Renovate does each month: it calls what a lock says at its top,
# and knows no other options than these, each joined to its value by "=".
COMPILE := uv pip compile --universal --python-version=3.11 --generate-hashes
lock:
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; \
	"$$tools"/bin/$(PIP) install uv==0.13.9; \
	"$$tools"/bin/$(COMPILE) pyproject.toml --extra=all --group=test --group=lint --group=build \
	  --output-file=requirements.lock --quiet $(UPGRADE); \
	for asked in tests/readers/*.in; do \
	  "$$tools"/bin/$(COMPILE) "$$asked" --output-file="$${asked%.in}.lock" --quiet $(UPGRADE); \
	done
	@if $(NODE); then npm install --package-lock-only --loglevel=error && $(STRIP); \
	else echo "$(NO_NODE) package-lock.json was NOT renewed"; fi

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/$(PIP) install --require-hashes -r requirements.lock
	$(VENV)/bin/$(PIP) install --no-deps --no-build-isolation -e .
	$(VENV)/bin/python -m compileall -q scripts
	touch $@

$(TOOLS): package-lock.json
	npm ci --loglevel=error
	touch $@

clean:
	rm -rf $(VENV) node_modules dist
