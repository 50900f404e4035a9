# The two commands of the README are `make demo` and `make test`; the rest is for people who work on the project.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: demo test check core-tests tests page-tests api-tests proof lock messages format clean

demo: .venv/installed
	@$(BIN)/python manage.py demo $(ARGS)

# The parts of the tests share nothing, so two run side by side, the longest first, which keeps both hands full; each prints when
# it has ended.
test: .venv/installed .venv-core/installed
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 check api-tests page-tests tests core-tests

# Style, types, layers: seconds.
check: .venv/installed
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > .venv/imports.log || (cat .venv/imports.log; exit 1)

# The library and its examples, in an environment that has no Django; then its figures on the gold corpora.
core-tests: .venv-core/installed .venv/installed
	@.venv-core/bin/python -m pytest --confcutdir=tests/core --doctest-modules matchmaker/core tests/core -m "not proof"
	@$(BIN)/python -m pytest tests/gold -m "not proof"

# Everything with a database, on SQLite or on what DATABASE_URL points at.
tests: .venv/installed
	@$(BIN)/python -m pytest tests --ignore=tests/core --ignore=tests/gold --ignore=tests/web --ignore=tests/api -m "not proof"

# Pages and API, each in a database of its own: pytest-django takes this name for its suffix.
page-tests: export TOX_PARALLEL_ENV = pages
page-tests: .venv/installed
	@$(BIN)/python -m pytest tests/web -m "not proof"

api-tests: export TOX_PARALLEL_ENV = api
api-tests: .venv/installed
	@$(BIN)/python -m pytest tests/api -m "not proof"

# Long proofs: every test marked so, file by file; `make proof ARGS="tests/api tests/core"` spends the hours in pieces.
proof: .venv/installed .venv-core/installed
	@$(BIN)/python -m tests.proofs $(ARGS)

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": install it and set PYTHON.") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv-core/installed: requirements-core.txt
	@test -x .venv-core/bin/python || $(PYTHON) -m venv .venv-core
	@echo "Installing the library's packages (once) ..."
	@.venv-core/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-core.txt
	@touch $@

lock: .venv/installed
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-core.in -c requirements.txt -o requirements-core.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-bench.in -o requirements-bench.txt

# The catalogues of the pages' words: new strings go in, gone ones out (needs gettext); the compiled files are kept beside them.
LANGUAGES := ar es fr ru zh_Hans
messages: .venv/installed
	$(BIN)/python manage.py makemessages --no-obsolete --no-wrap --add-location file $(LANGUAGES:%=--locale %) \
		--ignore .venv --ignore .venv-core --ignore tests --ignore fixtures --ignore static --ignore artefacts --ignore docs \
		--ignore '*/core/assignment/*' --ignore '*/core/duplication/*' --ignore '*/management/*'
	$(BIN)/python manage.py compilemessages $(LANGUAGES:%=--locale %) --ignore .venv --ignore .venv-core --verbosity 0

format: .venv/installed
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

clean:
	rm -rf .venv .venv-core matchmaker.sqlite3* static media artefacts
