VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# A new file or folder of source is a new link of the editable install.
SOURCES := $(shell find agent prompts schemas -type f -not -path '*/__pycache__/*' | sort | cksum | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: help demo examples test test-browser coverage fuzz mutants lint format types bench bench-peers licences cassettes cassettes-handwritten lock clean

help: ## show this
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 24

demo: $(READY)-$(SOURCES) ## fill a document from an example meeting: no key, no network
	$(BIN)/phase-context fill examples/refunds-planning.vtt --output out
	@echo; cat out/refunds-planning.md

examples: $(READY)-$(SOURCES) ## write the example documents anew
	$(BIN)/phase-context fill examples/*.* --output examples/out --again
	rm -f examples/out/phase-context-manifest.jsonl

test: $(READY)-$(SOURCES) ## run the tests, offline
	$(BIN)/python -m pytest -n auto

test-browser: $(READY)-$(SOURCES) ## look at the pages in Chromium, where it is installed
	$(BIN)/python -m pytest tests/browser -m browser

coverage: $(READY)-$(SOURCES) ## how much of the core the tests reach; fails below 95% of the branches
	rm -rf build/coverage && mkdir -p build/coverage
	COVERAGE_FILE=$(CURDIR)/build/coverage/data $(BIN)/python -m pytest -n auto --cov --cov-report=json:build/coverage/report.json
	$(BIN)/python -m benchmarks.covered build/coverage/report.json

fuzz: $(VENV)-fuzz/.ready ## fuzz the readers of transcripts, guided by coverage; five minutes, installs atheris
	$(VENV)-fuzz/bin/python -m benchmarks.fuzz --seconds 300

mutants: $(VENV)-fuzz/.ready ## change the core in small ways and see that a test fails each time; hours, installs mutmut
	$(VENV)-fuzz/bin/python -m benchmarks.mutants

$(VENV)-fuzz/.ready: pyproject.toml
	test -x $(VENV)-fuzz/bin/python || python3 -m venv $(VENV)-fuzz
	$(VENV)-fuzz/bin/pip install -q --disable-pip-version-check -e '.[dev,fuzz]' --config-settings editable_mode=strict
	touch $@

lint: $(READY)-$(SOURCES) ## lint and check the format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY)-$(SOURCES) ## format, and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(READY)-$(SOURCES) ## check the types, strictly
	$(BIN)/mypy -p phase_context.agent -p phase_context.prompts -p phase_context.schemas

bench: $(READY)-$(SOURCES) ## throughput, memory and losses of a batch, against a stand-in server; five minutes
	$(BIN)/python -m benchmarks.batch

bench-peers: ## the same work beside instructor, trustcall, langextract and LangChain; ten minutes, installs them
	test -x $(VENV)-peers/bin/python || python3 -m venv $(VENV)-peers
	$(VENV)-peers/bin/pip install -q --disable-pip-version-check -e '.[peers]' --config-settings editable_mode=strict
	$(VENV)-peers/bin/python -m benchmarks.compare

licences: $(READY)-$(SOURCES) ## list the dependencies' licences; fail on one that is not allowed, or on versions that do not fit
	$(BIN)/pip check
	$(BIN)/pip-licenses

cassettes: $(READY)-$(SOURCES) ## record the cassettes anew: needs OPENAI_API_KEY, costs about a cent
	@test -n "$$OPENAI_API_KEY" || { echo "cassettes: set OPENAI_API_KEY"; exit 2; }
	$(BIN)/python -m pytest tests/extractors/test_cassettes.py -p no:randomly --record-mode=rewrite --allowed-hosts=.*

cassettes-handwritten: $(READY)-$(SOURCES) ## make them from tests/extractors/handwritten.py: no key, no network
	CASSETTES=handwritten $(BIN)/python -m pytest tests/extractors/test_cassettes.py -p no:randomly --record-mode=rewrite

lock: ## pin the newest versions that fit into requirements.lock
	python3 -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install -q '.[dev,anthropic,ollama]'
	$(VENV)-lock/bin/pip freeze --exclude phase-context | grep -v ' @ ' > requirements.lock
	rm -rf $(VENV)-lock

$(READY)-$(SOURCES): pyproject.toml requirements.lock
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -c requirements.lock -e '.[dev]' --config-settings editable_mode=strict
	rm -f $(READY)-*
	touch $@

clean: ## remove what was built
	rm -rf $(VENV) $(VENV)-* build out *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
