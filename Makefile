# Alba's workshop. `make run` and `make test` work on a fresh machine with Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# A stamp says what the environment holds; it is older than the locks when they changed.
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

# The newest that runs on the Node of Debian and Ubuntu (18 and 20).
PRISM_VERSION := 5.14.2
PRISM := .cache/prism/.installed-$(PRISM_VERSION)

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check bench locales locks machine

help: ## Muestra esta ayuda
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(RUN) ## Prepara .venv con el comando alba
	@echo 'Listo: $(BIN)/alba'

install-dev: $(DEV) ## Además, lo que piden las pruebas y la revisión del código
	@echo 'Listo: $(BIN)/alba, y con qué probarla'

run: $(RUN) ## Instala lo que falte y atiende en http://localhost:8000/chat
	@$(BIN)/alba run

test: machine $(DEV) $(PRISM) ## Instala lo que falte y corre todas las pruebas
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(DEV) ## Revisa estilo, tipos, puertas entre módulos, los flujos y las historias
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/alba flows check
	$(BIN)/alba stories check

bench: $(DEV) ## Mide la velocidad
	@$(BIN)/python -m tests.bench

locales: $(DEV) ## Recoge los textos y compila los catálogos de locales/
	@$(BIN)/python -m locales.catalogues

machine: # What tests need beyond Python: installed where that is allowed, named where it is not
	@bash .ci/machine

# Upgrade one library with `make locks WITH="--upgrade-package NAME"`, all with `WITH=--upgrade`.
WITH ?=
COMPILE := CUSTOM_COMPILE_COMMAND="make locks" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(WITH)

locks: $(DEV) ## Fija de nuevo las versiones con sus huellas
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in

$(RUN): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Alba necesita Python 3.11 o más nuevo. Si lo tienes con otro nombre: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'A este Python le falta el módulo venv. En Debian y Ubuntu: sudo apt-get install python3-venv' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  echo 'Preparo $(VENV)…'; $(PYTHON) -m venv --clear $(VENV); }
	@echo 'Instalo lo que Alba necesita…'
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@$(BIN)/python -m compileall -q bot db flows locales
	@touch $@

$(DEV): $(RUN) requirements-dev.txt
	@echo 'Instalo lo que piden las pruebas…'
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

# The stand-in for Twilio that knows nothing but Twilio's own OpenAPI document.
$(PRISM):
	@if command -v npm >/dev/null; then \
	  echo 'Instalo Prism…'; \
	  npm install --silent --no-audit --no-fund --no-save --no-package-lock --ignore-scripts --prefix .cache/prism @stoplight/prism-cli@$(PRISM_VERSION) \
	    && touch $@; \
	else echo 'Sin npm no hay Prism: la prueba del contrato de Twilio lo dirá.' >&2; fi
