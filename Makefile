# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Thin: every target calls tools/run, which finds a Python (3.11 or newer), installs nox and uv, and starts a session of noxfile.py.

PYTHON ?= python3
CORE ?=
STAGE ?=
ARGS ?=
V ?=

export PYTHON CORE V
RUN := tools/run

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all nightly chaos mutate stages lint format bench emulator docs build changelog lock sbom clean distclean

help: ## this list
	@echo 'Targets:'
	@sed -n 's/^\([a-z%-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  %-12s %s\n", $$1, $$2 }'
	@echo 'Variables: CORE=2.19 (ansible-core), PYTHON=python3.12, STAGE="unit lint", V=1 (more output), ARGS="..." (passed on)'

setup: ## make the virtual environments
	@$(RUN) setup

demo: ## a tenant and an OAuth client from nothing against the emulator, again, verified (CORE=2.19 and the like, V=1)
	@$(RUN) demo

test: ## what every change has to pass, or some stages: make test STAGE="unit lint"
	@$(RUN) test $(STAGE)

test-all: ## the full matrix of ansible-core and Python, before a release
	@$(RUN) test-all

nightly: ## what is too slow for each change: long samples, the benchmark's short form, mutations
	@$(RUN) nightly

test-%: ## one stage, such as test-unit, test-sanity, test-unit@2.20, test-unit-matrix
	@$(RUN) test $*

chaos: ## try to break it, the long form (1 to 2 hours): build/trust.json (ARGS="faults tls" for some tables)
	@$(RUN) chaos $(ARGS)

mutate: ## change module_utils in random places: is each change noticed? (ARGS="--seed 7 --number 20")
	@$(RUN) mutate $(ARGS)

stages: ## list the stages of the tests, with the targets that they are part of
	@$(RUN) list-stages

lint: ## ruff, yamllint, shellcheck
	@$(RUN) test lint

format: ## bring the Python sources into the common style
	@$(RUN) style

bench: ## measure provisioning of 1, 10 and 100 tenants, and 100 OAuth clients, into build/bench*.json (ARGS=--quick, FULL=1)
	@$(RUN) measure $(ARGS)

emulator: ## the services with PostgreSQL for a rehearsal by hand; Ctrl-C ends it
	@$(RUN) emulator $(ARGS)

docs: ## the documentation site, into build/docs
	@$(RUN) site

build: ## the collection's archive, into build/dist
	@$(RUN) build

changelog: ## turn the changelog fragments into a release
	@$(RUN) changelog-release

lock: ## pin what tests and tools need, with hashes: tools/requirements/*.in to *.txt (ARGS=--upgrade for newer versions)
	@$(RUN) lock $(ARGS)

sbom: ## the software bills of materials, from the locks, galaxy.yml and meta: sbom.cdx.json
	@$(RUN) sbom

clean: ## remove build
	@$(RUN) clean

distclean: ## remove build and the virtual environments
	@rm -rf build .venvs
