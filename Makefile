# Two commands: `make run` starts the product, `make test` checks everything. tools/setup.py does the work.
PYTHON ?= python3
SETUP = exec $(PYTHON) tools/setup.py

.PHONY: run test install front lint doctor clean

run:  ## everything, in the foreground (PORT, HOST, GEOREUM_HOME, GEOREUM_DEMO=0)
	@$(SETUP) run

test:  ## install, lint, types, layers, migrations, tests
	@$(SETUP) test

install:  ## the environment in .venv
	@$(SETUP) install

front:  ## styles, scripts and fonts into static/dist
	@$(SETUP) front

lint:  ## the quick checks of `make test`, without the tests
	@$(SETUP) lint

doctor:  ## is the living installation well?
	@exec .venv/bin/python manage.py doctor

clean:  ## remove what can be built again; data stay
	rm -rf .venv node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
