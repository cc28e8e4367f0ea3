# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# make test                                      all checks
# make test STEPS="units-oldest sanity"          only these
# make test LANE=oldest                          only those on the oldest ansible-core
# make test STEPS=playbooks ARGS="-k resume"     one, with more arguments for its last command
# make list                                      what there is
# make demo                                      the demonstration
# make bench                                     the benchmark: an hour, on a machine with nothing else to do
# make bench OPTIONS=--quick                     a small one: some minutes
# make campaign                                  rotations under faults and kills, some minutes
# make campaign SEED=7 ROUNDS=1 ONLY=HOST        one round of them, of one tenant
# make lock                                      pin the newest requirements again
# make clean                                     remove everything that these made

RUN := tests/tools/run.py
WORKS := -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))'
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name $(WORKS) 2>/dev/null && command -v $$name && break; done)

.PHONY: test list demo bench campaign lock clean python
.DEFAULT_GOAL := test

test: python
	@"$(PYTHON)" $(RUN) --checks -- $(if $(LANE),--tags $(LANE)) $(if $(STEPS),--sessions $(STEPS)) -- $(ARGS)

list: python
	@"$(PYTHON)" $(RUN) -- --list

demo lock: python
	@"$(PYTHON)" $(RUN) -- --sessions make-$@

bench: python
	@"$(PYTHON)" $(RUN) -- --sessions make-bench -- $(OPTIONS)

campaign: python
	@"$(PYTHON)" $(RUN) -- --sessions make-campaign -- $(if $(SEED),--seed=$(SEED)) $(if $(ROUNDS),--rounds=$(ROUNDS)) \
		$(if $(TENANTS),--tenants=$(TENANTS)) $(if $(ONLY),--only=$(ONLY))

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with pip is needed, found none on PATH" >&2; exit 1; }

clean:
	rm -rf .work tests/output
