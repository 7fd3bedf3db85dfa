# The verbs of the house. Two to begin with: `make night` and `make test`.
PY := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export UV_COMPILE_BYTECODE := 1

.venv/.ok: requirements.lock
	python3 -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check uv==0.13.9
	.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.lock
	.venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
	touch $@
