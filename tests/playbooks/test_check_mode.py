# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode leaves the tenants alone: what the lab logged proves it, also where faults interrupt it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import WITHOUT_EXPORT, Fleet, every_case

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

INSTALL, UNINSTALL, READ = "LicenseKeys.InstallKey", "LicenseKeys.UninstallKey", "LicenseKeys.GetKeyData"

# By tenant, what interrupts its staged verification. The first GetKeyData recognizes stored codes, the second reads
# the code that was added.
INTERRUPTIONS: dict[str, dict[str, t.Any]] = {
    "Added code cannot be read": {"method": READ, "after": 1, "fault": "error", "code": 1192},
    "Reading the added code breaks for good": {"method": READ, "after": 1, "fault": "reset_before", "times": None},
    "Answer to adding is lost": {"method": INSTALL, "fault": "reset_after"},
    "Answer to adding is cut": {"method": INSTALL, "fault": "truncate"},
    "Adding never arrives": {"method": INSTALL, "fault": "reset_before"},
    "Removing never arrives": {"method": UNINSTALL, "fault": "reset_before"},
    "Answer to removing is lost": {"method": UNINSTALL, "fault": "reset_after"},
    "Session ends before removing": {"method": UNINSTALL, "fault": "session_expired"},
    "Server is busy when removing": {"method": UNINSTALL, "fault": "status", "status": 503, "retry_after": 0},
}
FAILING = {"Added code cannot be read", "Reading the added code breaks for good"}


def host_of(tenant: str) -> str:
    return tenant.lower().replace(" ", "-")


def test_without_the_right_to_export_check_mode_makes_no_call_that_writes(
    ansible: Ansible, start_lab: Callable[..., RunningLab]
) -> None:
    fleet = every_case(accounts=[WITHOUT_EXPORT])
    lab = start_lab(fleet)
    before = lab.tenants()
    variables = connection_variables(lab.connection("plain"))
    run = ansible.playbook(
        "fleetops.kesc.rotate", "--check", "--diff", inventory=fleet.inventory(), variables=variables
    )
    assert run.exit_code == 0
    assert set(run.outcomes().values()) == {"would_try"}
    assert lab.writes() == []
    assert lab.counters()["activations_used"] == 0
    assert lab.tenants() == before


class Staging(t.NamedTuple):
    lab: RunningLab
    before: dict[str, t.Any]
    run: Run


@pytest.fixture(scope="module")
def staging(ansible: Ansible, start_lab: Callable[..., RunningLab]) -> Staging:
    """One staged run over tenants whose verification is interrupted, and one whose code cannot be removed again."""
    fleet = Fleet()
    for tenant in INTERRUPTIONS:
        fleet.tenant(tenant)
    stuck = fleet.tenant("Removing is refused")
    lab = start_lab(fleet)
    for tenant, rule in INTERRUPTIONS.items():
        lab.misbehave(tenant=tenant, **{"times": 1, **rule})
    lab.misbehave(tenant=stuck.tenant, method=UNINSTALL, fault="error", code=1184)
    before = lab.tenants()
    variables = connection_variables(lab.connection()) | {
        "license_rotation_check_mode_verification": "staged",
        "license_rotation_retries": 1,
    }
    run = ansible.playbook("fleetops.kesc.rotate", "--check", inventory=fleet.inventory(), variables=variables)
    lab.behave()
    return Staging(lab, before, run)


@pytest.mark.parametrize("tenant", INTERRUPTIONS)
def test_staged_verification_leaves_the_tenant_as_it_was_when(staging: Staging, tenant: str) -> None:
    assert INSTALL in staging.lab.writes(tenant)
    assert staging.lab.tenant(tenant) == staging.before[tenant]


@pytest.mark.parametrize("tenant", INTERRUPTIONS)
def test_staged_verification_ends_as_told_when(staging: Staging, tenant: str) -> None:
    assert staging.run.outcomes()[host_of(tenant)] == ("failed" if tenant in FAILING else "would_replace")


@pytest.mark.parametrize("tenant", sorted(FAILING))
def test_a_failure_names_the_step_when(staging: Staging, tenant: str) -> None:
    message = staging.run.rows()[host_of(tenant)]["message"]
    assert "Failed to verify the activation code: " in message


def test_a_code_that_cannot_be_removed_again_is_named_in_the_failure(staging: Staging) -> None:
    row = staging.run.rows()["removing-is-refused"]
    (left,) = staging.lab.stored_serials("Removing is refused") - {
        key["serial"] for key in staging.before["Removing is refused"]["keys"]
    }
    assert row["outcome"] == "failed"
    assert left in row["message"]
    assert "the account lacks the right for this" in row["message"]
