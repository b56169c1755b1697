# `make serve` and `make test` are all a newcomer needs; both set everything up first.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# uv keeps downloads in the home folder; where that cannot be written to, in the virtual environment.
export UV_CACHE_DIR ?= $(shell mkdir -p "$${XDG_CACHE_HOME:-$$HOME/.cache}/uv" 2>/dev/null \
    && test -w "$${XDG_CACHE_HOME:-$$HOME/.cache}/uv" \
    && echo "$${XDG_CACHE_HOME:-$$HOME/.cache}/uv" || echo "$(CURDIR)/.venv/.uv-cache")
TRAINERS := .venv-trainers
DOCS := .venv-docs
STUDY := .venv-study
UV_VERSION := 0.13.9
# Where bytecode is not kept, each process that starts compiles all that it imports: a server takes twice as long.
export PYTHONDONTWRITEBYTECODE :=
OWN := services rewards verifiers sandbox client/steelyard
ATHERIS_VERSION := 3.0.0
# What judging processes import while somebody waits: bytecode saves them two seconds.
ALGEBRA := sympy mpmath antlr4 latex2sympy2_extended math_verify

# How many tests run beside each other: one more than cores, since many wait for a server or for a limit of time.
JOBS ?= $(shell expr $$(nproc) + 1)

# What the environment "science" of the local sandbox has; images take it from Debian.
SCIENCE := numpy pandas scipy sympy matplotlib scikit-learn

.PHONY: compiled science serve test trainers study check format lock bench chaos fuzz recheck images docs release-check clean

serve: compiled  ## set up, then run broker, worker and gateway until Ctrl-C
	@exec $(BIN)/python -m services serve

test: compiled  ## set up, then run all tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

compiled: $(READY)
	@$(BIN)/python -m compileall -qq -j 0 $(OWN) || true  # a tree that others own stays as it is

check: $(READY)  ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

trainers: $(READY) $(TRAINERS)/.ready  ## the real clients of trainers against a server: a table of what they made of it
	$(BIN)/python -m tests.trainers.table

study: $(READY) $(STUDY)/.ready  ## train a small model on beams as docs/study.md tells, or go on with that: ONLY=curriculum for a part
	@nice $(STUDY)/bin/python examples/train_beams/study.py $(if $(ONLY),--only $(ONLY))
	@$(STUDY)/bin/python examples/train_beams/figures.py

format: $(READY)  ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## measure what the service adds to the work itself
	$(BIN)/python -m benchmarks.overhead

chaos: $(READY)  ## kill, silence, fill and empty the parts of a service of its own while 20,000 completions are judged
	$(BIN)/python -m benchmarks.chaos

fuzz: $(READY) .fuzz/.ready  ## search the borders to programs and judges for bytes that leak, for SECONDS=60
	PYTHONPATH=.fuzz $(BIN)/python -m tests.fuzzing --seconds $(or $(SECONDS),60)

recheck: $(READY) .recheck/.ready  ## look for patterns that a text could stall, with a checker for regular expressions
	$(BIN)/python -m tests.recheck .recheck

.recheck/.ready: tests/recheck/package-lock.json
	@mkdir -p .recheck && cp tests/recheck/package.json tests/recheck/package-lock.json .recheck
	@cd .recheck && npm ci --silent --no-audit --no-fund
	@touch .recheck/.ready

.fuzz/.ready: Makefile
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip install --quiet --target .fuzz atheris==$(ATHERIS_VERSION)
	@touch .fuzz/.ready

docs: $(READY) $(DOCS)/.ready  ## the documentation site in .site/html: reference from the code, spelling, links, anchors
	@echo "steelyard: spelling"
	$(DOCS)/bin/codespell README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md client/README.md docs/*.md docs/*/*.md
	@echo "steelyard: pages and their reference (5 to 15 s)"
	@PYTHONPATH=client:. $(BIN)/python -m docs.site .site/pages
	@NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --strict
	@echo "steelyard: the site is in .site/html"

$(DOCS)/.ready: docs/requirements.lock | $(READY)
	@test -x $(DOCS)/bin/python || $(PYTHON) -m venv --without-pip $(DOCS)
	@VIRTUAL_ENV="$(CURDIR)/$(DOCS)" $(BIN)/uv pip sync --quiet --require-hashes $<
	@touch $@

images:  ## build all images from this machine's own package mirrors, without any registry (TAG=latest)
	deploy/build.sh $(or $(TAG),latest)

release-check: $(READY)  ## build the client's wheel and sdist, install each alone, and use it against a server
	$(BIN)/python -m pytest -q -m release tests/client/test_release.py

science: $(READY) .science/.ready  ## set up the environment "science" of the local sandbox

.science/.ready: $(READY) Makefile
	@test -x .science/bin/python || $(BIN)/python -m venv .science
	@VIRTUAL_ENV="$(CURDIR)/.science" $(BIN)/uv pip install --quiet $(SCIENCE)
	@.science/bin/python -m compileall -q -j 0 .science/lib
	@touch .science/.ready

lock:  ## resolve all versions again
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --group dev --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --constraint requirements.lock pyproject.toml -o deploy/requirements.lock

clean:
	rm -rf .venv .science .fuzz .recheck .site $(DOCS) $(TRAINERS) $(STUDY) .steelyard .steelyard-study

# NeMo Gym asks for a newer Python than the one it runs on; pip knows where torch for a CPU is to be had.
BY_PIP := ^(torch|nemo-gym)==

$(TRAINERS)/.ready: tests/trainers/requirements.txt | $(READY)
	@test -x $(TRAINERS)/bin/python || $(PYTHON) -m venv $(TRAINERS)
	@grep -v -E '$(BY_PIP)' $< | VIRTUAL_ENV="$(CURDIR)/$(TRAINERS)" $(BIN)/uv pip install --quiet --no-deps -r -
	@$(TRAINERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
	    --ignore-requires-python $$(grep -E '$(BY_PIP)' $<)
	@$(TRAINERS)/bin/python -c 'import torch'
	@echo "$(CURDIR)/client" >"$$($(TRAINERS)/bin/python -c 'import site; print(site.getsitepackages()[0])')/steelyard.pth"
	@touch $(TRAINERS)/.ready

$(STUDY)/.ready: examples/train_beams/requirements.txt
	@test -x $(STUDY)/bin/python || $(PYTHON) -m venv $(STUDY)
	@echo "steelyard: installing PyTorch and what else the study needs (some minutes the first time)"
	@$(STUDY)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@$(STUDY)/bin/python -m pip install --quiet --disable-pip-version-check ./client
	@touch $(STUDY)/.ready

$(READY): requirements.lock client/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "steelyard: $(PYTHON) is missing or older than 3.11; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -w . || { echo "steelyard: $(CURDIR) cannot be written to, and set-up makes .venv in it: copy the repository" \
	        "to a folder of yours, or let its owner run make once"; exit 1; }
	@test -x $(BIN)/python || { echo "steelyard: 1 of 4: making .venv and installing uv into it (10 to 25 s)"; $(PYTHON) -m venv .venv; } \
	    || { rm -rf .venv; echo "steelyard: no virtual environment (on Debian: apt-get install python3-venv)"; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-cache-dir uv==$(UV_VERSION) \
	    || { echo "steelyard: pip could not install uv; is the package index reachable?"; exit 1; }
	@echo "steelyard: 2 of 4: installing what requirements.lock names (5 to 60 s: the first time it is downloaded)"
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@echo "steelyard: 3 of 4: installing the client (2 s)"
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable client
	@echo "steelyard: 4 of 4: compiling what judging processes import (5 to 15 s)"
	@$(BIN)/python -m compileall -q -j 0 -x /tests/ $(addprefix .venv/lib/*/site-packages/,$(ALGEBRA))
	@touch $(READY)
