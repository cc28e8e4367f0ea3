# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that ansible-core ends at its timeout: what it had done is told, although its result is thrown away."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables, wait_until
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

APPLY = "LicenseKeys.SaasTryToInstall"
TIMEOUT_S = 8
LATENCY_MS = 14_000


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    made = Fleet()
    made.tenant("Alder")
    return made


@pytest.fixture(scope="module")
def lab(fleet: Fleet, start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(fleet)


@pytest.fixture(scope="module")
def run(fleet: Fleet, lab: RunningLab, ansible: Ansible) -> Run:
    lab.misbehave(tenant="Alder", method=APPLY, fault="latency", ms=LATENCY_MS)
    ended = ansible.playbook(
        "fleetops.kesc.rotate",
        inventory=fleet.inventory(),
        variables=connection_variables(lab.connection()),
        environment={"ANSIBLE_TASK_TIMEOUT": str(TIMEOUT_S)},
    )
    wait_until(lambda: lab.active_serial("Alder") == fleet.orders["alder"].new_serial)
    return ended


def test_the_report_says_that_the_license_had_been_applied(run: Run, fleet: Fleet) -> None:
    row, order = run.rows()["alder"], fleet.orders["alder"]
    assert (row["outcome"], row["partial_code"]) == ("failed", order.new_code[-5:])
    assert row["before"]["license_id"] == order.old_serial
    assert row["message"].startswith("The task was ended (")
    assert row["message"].endswith("after the new license had been applied and before that was confirmed.")
    assert row["remedy"].startswith("Start the same rotation again: ")
    assert run.exit_code == 2


def test_the_end_of_the_run_says_what_to_do(run: Run) -> None:
    assert "1 failed (Alder)" in run.stdout or "failed: Alder: The task was ended" in run.stdout
