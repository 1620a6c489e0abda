# DeepSlide QGIS. `make` lists what can be made; CONTRIBUTING.md says more.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

SYSTEM_PYTHON ?= /usr/bin/python3
ENGINE_PYTHON := $(CURDIR)/.venv/bin/python
QGIS_PYTHON := $(CURDIR)/.venv-qgis/bin/python
ENGINE_REQUIREMENTS := $(patsubst %,resources/engine/%.txt,core torch imagery) training/requirements.txt tests/requirements-engine.txt
QGIS_REQUIREMENTS := tests/requirements.txt tests/requirements-qgis.txt
WITHOUT_QGIS := $(wildcard tests/core tests/engine tests/training tests/fuzz)
LOCK := cd resources/engine && $(CURDIR)/.venv-qgis/bin/uv pip compile --universal --generate-hashes \
  --python-version 3.10 --no-annotate --no-header --quiet
ARGS ?=
RASTER ?=
PACK ?=
BANDS ?=
INVENTORY ?=
COUNT ?= 2000
SEED ?= 1
FOLDER ?= build/wheelhouse
SETS ?= core
ADD ?=
SYSTEMS ?=

.PHONY: help env qgis stage test test-engine test-qgis test-matrix lint format fuzz soak benchmarks wheelhouse lock demo fine-tune-demo translations miniature package clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

env: qgis .venv/ready .venv-qgis/ready ## Install QGIS where there is none; make .venv (engine, training) and .venv-qgis (QGIS, no torch)

qgis:
	@echo "[env 1/3] QGIS and its Python"
	@scripts/install_qgis.sh

.venv/ready: $(ENGINE_REQUIREMENTS) | qgis
	@echo "[env 2/3] .venv: the engine's environment (torch is large: minutes the first time) ..."
	@test -x .venv/bin/pip || $(SYSTEM_PYTHON) -m venv .venv
	@scripts/pip_install.sh .venv $(ENGINE_REQUIREMENTS)
	@touch $@

.venv-qgis/ready: $(QGIS_REQUIREMENTS) | qgis
	@echo "[env 3/3] .venv-qgis: the system's QGIS with the test tools ..."
	@test -x .venv-qgis/bin/pip || $(SYSTEM_PYTHON) -m venv --system-site-packages .venv-qgis
	@scripts/pip_install.sh .venv-qgis tests/requirements-qgis.txt
	@$(QGIS_PYTHON) scripts/check_qgis_environment.py
	@touch $@

build/old-libraries/ready: tests/requirements-old-libraries.txt .venv/ready
	@echo "[tests] what the reference study trained with, in build/old-libraries"
	@$(ENGINE_PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --no-deps --upgrade --target $(@D) \
	  --requirement $< </dev/null
	@touch $@

stage: ## Put the plugin together in build/deepslide_qgis, by links, as QGIS wants it
	@$(SYSTEM_PYTHON) -m scripts.stage

test: env stage ## Run every test: without QGIS in .venv, with QGIS in .venv-qgis (ARGS="-k name")
	@failed=0; $(MAKE) test-engine || failed=1; $(MAKE) test-qgis || failed=1; exit $$failed

test-engine: .venv/ready build/old-libraries/ready stage
	@echo "Tests without QGIS (.venv)"
	@$(ENGINE_PYTHON) -m pytest $(WITHOUT_QGIS) $(ARGS)

test-qgis: export QT_QPA_PLATFORM = offscreen
test-qgis: .venv-qgis/ready stage
	@echo "Tests with QGIS (.venv-qgis)"
	@rm -rf .qgis-settings build/test
	@$(QGIS_PYTHON) -m pytest tests --ignore=tests/engine --ignore=tests/fuzz --ignore=tests/training --ignore=tests/benchmarks $(ARGS)

test-matrix: .venv/ready ## As root: the tests with QGIS on Debian's QGIS 3.22, 3.40 and 3.44, each in a chroot in build/matrix (hours, 15 GB)
	@$(ENGINE_PYTHON) -m scripts.matrix $(SYSTEMS) --arguments="$(ARGS)"

lint: .venv/ready ## Check style and imports (ruff)
	@$(ENGINE_PYTHON) -m ruff check . && $(ENGINE_PYTHON) -m ruff format --check .

format: .venv/ready ## Put the code into the project's format
	@$(ENGINE_PYTHON) -m ruff check --fix . && $(ENGINE_PYTHON) -m ruff format .

demo: env stage ## Detect landslides on a simulated case study, or on yours: make demo RASTER=path [PACK=id] [BANDS=3,2,1] [INVENTORY=path]
	@$(QGIS_PYTHON) -m scripts.demo --raster="$(RASTER)" --pack="$(PACK)" --bands="$(BANDS)" --inventory="$(INVENTORY)"

fine-tune-demo: env stage ## Review half of a simulated case study, train the pack further on it, show what that is worth in the other half
	@$(QGIS_PYTHON) -m scripts.fine_tune

translations: ## Collect the texts into resources/i18n/*.ts and compile them (needs lrelease); ADD=de begins one
	@$(SYSTEM_PYTHON) -m scripts.translations $(ADD)

miniature: .venv/ready ## Train the reference study's 360 members in miniature and draw its figures in build/miniature (under an hour)
	@test -d build/miniature/data || $(ENGINE_PYTHON) -m training simulate --to build/miniature/data --count 12 --size 256 --seed 7 --test 2
	@$(ENGINE_PYTHON) -m training sweep training/experiments/miniature.toml --data build/miniature/data --runs build/miniature/runs
	@$(ENGINE_PYTHON) -m training figures training/experiments/miniature.toml --data build/miniature/data --runs build/miniature/runs --to build/miniature/figures

fuzz: .venv/ready ## Send COUNT=2000 damaged rasters, cards, packs and requests through the engine; count what comes of them
	@$(ENGINE_PYTHON) -m tests.fuzz --count $(COUNT) --seed $(SEED)

soak: .venv/ready ## Predict 500 times through one engine; fail where its memory grows
	@$(ENGINE_PYTHON) -m tests.benchmarks.soak

benchmarks: .venv/ready stage ## Measure against others and targets, in turns; a table and a plot in build/benchmarks (ARGS="NAME --rounds 3")
	@$(ENGINE_PYTHON) -m tests.benchmarks $(ARGS)

wheelhouse: .venv/ready ## Collect the engine's wheels in FOLDER=build/wheelhouse (SETS="core torch imagery"), for a computer without internet
	@scripts/wheelhouse.sh $(FOLDER) $(SETS)

lock: .venv-qgis/ready ## Pin all that comes along with the engine's requirements, with hashes, for all systems
	@$(LOCK) core.txt --output-file core.locked.txt
	@$(LOCK) core.txt torch.txt --constraint core.locked.txt --output-file torch.locked.txt
	@$(LOCK) imagery.txt --constraint torch.locked.txt --output-file imagery.locked.txt

package: stage ## Write dist/deepslide_qgis-<version>.zip, which the QGIS plugin manager installs
	@$(SYSTEM_PYTHON) -m scripts.package

clean: ## Take away what was made, the environments excepted
	@rm -rf build dist .pytest_cache .ruff_cache .qgis-settings
