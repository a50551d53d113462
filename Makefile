# demo, test and preview are all that a newcomer needs; README.md says more.
#   VERSION=15|16   one version of the platform        BENCH=/path   a bench elsewhere
#   ONLY=15 SUITE=site K=words   parts of make test    PORT=8000     the demo's port
#   DOCTYPES="Talk Matter,Inspection"   parts of make matrix
#   make faults, make upgrade   faults and what is left (docs/recovery.md)
#   PARTS=crowd MATTERS=341000   parts and size of make benchmark (docs/performance.md)
#   MINUTES=30       how long make fuzz takes for each version (docs/measurements.md)

PYTHON ?= python3
export BENCH VERSION ONLY SUITE K LONG SITE FRESH PORT HOST PARTS MATTERS UNITS MINUTES DOCTYPES
# what Python compiles belongs to the run folder, not beside the code
export PYTHONPYCACHEPREFIX = $(or $(HEALTHTALK_RUN),$(CURDIR)/.run)/bytecode
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo real test preview lint matrix benchmark scale replica fuzz faults upgrade site up down packages
.PHONY: clean

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

matrix:
	@$(PYTHON) -m tools.matrix

benchmark:
	@$(PYTHON) -m tools.benchmark

# A million matters of a thousand units, every figure beside its reference (docs/performance.md).
scale: export PARTS = city,appraisal,campaigns
scale: export MATTERS = 1000000
scale:
	@$(PYTHON) -m tools.benchmark

replica:
	@$(PYTHON) -m tools.replica

fuzz:
	@$(PYTHON) -m tools.fuzz

faults upgrade:
	@$(PYTHON) -m tools.faults $@

# For work at the code: the test site, ready and migrated, and the servers left running until make down.
site up down packages:
	@$(PYTHON) -m tools.up $@

clean:
	rm -rf build .pytest_cache .ruff_cache .import_linter_cache .hypothesis
