PYTHON ?= python3
PY = .venv/bin/python
ARGS ?=

.PHONY: run test slow simulate check bench words lock

run: ## the site with a labelled demo, on this machine only
	@$(PYTHON) bin/setup run
	@CLOSER_MODE=demo $(PY) manage.py demo

test: ## everything, browser tests included
	@$(PYTHON) bin/setup test
	@$(PY) -m pytest -n auto $(ARGS)

slow: ## the tests that take minutes
	@$(PYTHON) bin/setup test
	@$(PY) -m pytest -m slow $(ARGS)

simulate: ## ask invented companies whose truth is known, and write the tables anew
	@$(PYTHON) bin/setup run
	@$(PY) manage.py simulate --write

check: ## style, types, arrows, migrations
	@$(PYTHON) bin/setup test
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy .
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@! grep -nE 'https?[:]//' *.lock Makefile .ci/run bin/*

bench: ## speed, as ratios
	@$(PYTHON) bin/setup test
	@$(PY) -m bench $(ARGS)

words: ## gather the source's sentences in the German catalogue, and compile it (needs gettext)
	@$(PY) manage.py makemessages -l de --no-wrap --no-obsolete --add-location file -i tests -i bench -i docs -i data -i '.*'
	@msgfmt --check -o locale/de/LC_MESSAGES/django.mo locale/de/LC_MESSAGES/django.po

lock: ## write the locks anew from pyproject.toml (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	@! grep -nE 'https?[:]//' *.lock
