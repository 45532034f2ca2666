# make app: install and open the app.  make test: install what the tests need and run them all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export HNSWLIB_NO_NATIVE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: app test test-slow check fix bench clean

app: $(VENV)/app.done
	$(BIN)/streamlit run app.py

test: $(VENV)/dev.done
	$(BIN)/python .ci/chromium.py
	$(BIN)/python -m pytest

test-slow: $(VENV)/dev.done
	$(BIN)/python .ci/chromium.py
	$(BIN)/python -m pytest -m slow

check: $(VENV)/dev.done
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo

fix: $(VENV)/dev.done
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.done
	for script in benchmarks/bench_*.py; do $(BIN)/python $$script; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/python.done:
	$(PYTHON) .ci/build_tools.py
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/app.done: $(VENV)/python.done requirements.txt
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

$(VENV)/dev.done: $(VENV)/python.done requirements.txt requirements-dev.txt
	$(BIN)/pip install --quiet -r requirements-dev.txt
	touch $@
