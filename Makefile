# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# make test                                all checks in both lanes
# make test STEPS="units sanity"           only these steps
# make test LANE=newest STEPS=integration  only this lane
# make demo                                the demonstration
# make bench                               the benchmark: an hour, on a machine with nothing else to do
# make bench OPTIONS=--quick               a small one: some minutes
# make campaign                            rotations under faults and kills, some minutes
# make campaign SEED=7 ROUNDS=1 ONLY=HOST  one round of them, of one tenant
# make lock                                pin the newest requirements again
# make clean                               remove everything that these made

RUN := tests/tools/run.py
WORKS := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name $(WORKS) 2>/dev/null && command -v $$name && break; done)

.PHONY: test demo bench campaign lock clean python
.DEFAULT_GOAL := test

test: python
	@PYTHONDONTWRITEBYTECODE=1 "$(PYTHON)" $(RUN) test --steps "$(STEPS)" $(if $(LANE),--lane "$(LANE)")

demo lock: python
	@PYTHONDONTWRITEBYTECODE=1 "$(PYTHON)" $(RUN) $@

bench: python
	@"$(PYTHON)" $(RUN) bench --options="$(OPTIONS)"

campaign: python
	@"$(PYTHON)" $(RUN) campaign --options="$(if $(SEED),--seed=$(SEED)) $(if $(ROUNDS),--rounds=$(ROUNDS)) \
		$(if $(TENANTS),--tenants=$(TENANTS)) $(if $(ONLY),--only=$(ONLY))"

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, found none on PATH" >&2; exit 1; }

clean:
	rm -rf .work .venv .venv-* tests/output
