# The verbs of the house. Two to begin with: `make night` and `make test`.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export UV_COMPILE_BYTECODE := 1
export PYTHONPATH := $(CURDIR)
export DO_NOT_TRACK := true
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS := 180
LAKE ?= var/lake
TONIGHT ?= 2026-03-01
NIGHTS ?= 60
CASES ?= 700
FIRST ?= 2025-12-31
LAST ?= 2026-02-28

.PHONY: night test test-all check lint fix golden docs bench spark server worker deploy clean

night: $(LAKE)/.learned  ## tonight's lists of the fictitious region; on an empty lake its past and first models too
	accu night --day $(TONIGHT) --lake $(LAKE)

$(LAKE)/.learned: | .venv/.ok
	accu exercise --seed 7 --nights $(NIGHTS) --cases $(CASES) --last-day $(TONIGHT) --out $(LAKE)
	accu backfill --from $(FIRST) --to $(LAST) --lake $(LAKE)
	accu train --day $(TONIGHT) --lake $(LAKE)
	touch $@

test: .venv/.ok  ## the quick suite; with CI set the slow one too
	pytest -n 2 $(if $(CI),,-m "not slow")

test-all: .venv/.ok  ## the slow suite too: a real Prefect server, long properties
	ACCU_LONG=1 pytest -n 2

check: lint test  ## what people run before a commit

lint: .venv/.ok  ## format, lint, types, generated docs unchanged
	ruff format --check .
	ruff check .
	mypy
	python docs/generate.py --check

fix: .venv/.ok  ## mend format and what lint can mend by itself
	ruff format .
	ruff check --fix .

golden: .venv/.ok  ## rewrite what the golden messages become; read the diff
	python tests/manifests/golden.py
	python tests/manifests/golden_tables.py

docs: .venv/.ok  ## rewrite the pages that follow from code
	python docs/generate.py

BENCHED = night history rules party_links watch goods_text
bench: $(BENCHED:%=bench-%)  ## the figures of docs/benchmarks.md, 25 minutes; bench-history and so on, each alone
bench-%: .venv/.ok
	@echo && head -1 benchmarks/$*.py | tr -d '"'
	@python -m benchmarks.$* $(OF)

spark: .venv/.ok  ## PySpark, for a site whose engine is spark; it needs a Java 17 as well
	uv pip install -q --python .venv/bin/python --require-hashes -r requirements-spark.lock

PREFECT_HOME ?= $(CURDIR)/var/prefect
PREFECT_API_URL ?= http://127.0.0.1:4200/api
server worker deploy: export PREFECT_HOME := $(PREFECT_HOME)
server worker deploy: export PREFECT_API_URL := $(PREFECT_API_URL)
server worker deploy: | $(PREFECT_HOME)

$(PREFECT_HOME):
	mkdir -p $@

server: .venv/.ok  ## the Prefect server and its page, in the foreground
	prefect server start

worker: .venv/.ok  ## the worker that runs what is due, in the foreground
	prefect worker start --pool accu

deploy: .venv/.ok  ## send prefect.yaml to the server of PREFECT_API_URL
	prefect --no-prompt work-pool create accu --type process --overwrite
	prefect --no-prompt deploy --all

clean:  ## forget the demonstration: its lake, not your environment
	rm -rf var/lake

.venv/.ok: requirements.lock
	python3 -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check uv==0.13.9
	.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.lock
	.venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
	touch $@
