# demo, test and preview are all that a newcomer needs; README.md says more.
#   VERSION=15|16   one version of the platform        BENCH=/path   a bench elsewhere
#   ONLY=15 SUITE=site K=words   parts of make test    PORT=8000     the demo's port
#   make faults, make upgrade   faults and what is left (docs/recovery.md)
#   PARTS=crowd MATTERS=341000   parts and size of make benchmark (docs/performance.md)

PYTHON ?= python3
export BENCH VERSION ONLY SUITE K LONG SITE FRESH PORT HOST PARTS MATTERS UNITS PYTHONDONTWRITEBYTECODE=1

.PHONY: demo real test preview lint benchmark faults upgrade site up down packages clean

demo:
	@$(PYTHON) -m tools.demo

real:
	@$(PYTHON) -m tools.real

test:
	@$(PYTHON) -m tools.test

lint:
	@SUITE=lint $(PYTHON) -m tools.test

preview:
	@$(PYTHON) -m tools.paper

benchmark:
	@$(PYTHON) -m tools.benchmark

faults upgrade:
	@$(PYTHON) -m tools.faults $@

# For work at the code: the test site, ready and migrated, and the servers left running until make down.
site up down packages:
	@$(PYTHON) -m tools.up $@

clean:
	rm -rf build .pytest_cache .ruff_cache .import_linter_cache .hypothesis
