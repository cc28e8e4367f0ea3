# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A call that changes a tenant and whose answer is lost has its effect once, and the run finds out that it has."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import WITHOUT_EXPORT, Fleet, Order

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

METHODS = ("InstallKey", "SaasTryToInstall", "AdjustKey", "UninstallKey")
TIMEOUT = 4
FAULTS: dict[str, dict[str, t.Any]] = {
    "reset before the effect": {"fault": "reset_before"},
    "reset after the effect": {"fault": "reset_after"},
    "cut": {"fault": "truncate"},
    "a web page": {"fault": "not_json"},
    "labeled as a web page": {"fault": "not_json_type"},
    "busy": {"fault": "status", "status": 503, "retry_after": 0},
    "an ended session": {"fault": "session_expired"},
    "slower than the timeout": {"fault": "slow", "ms": 1000 * (TIMEOUT + 1)},
}

ONCE = {f"{method} answered by {fault}": (method, rule) for method in METHODS for fault, rule in FAULTS.items()}
# What never gets better, and what the message then says.
FOR_GOOD: dict[str, tuple[str, dict[str, t.Any], str]] = {
    "InstallKey never arrives": (
        "InstallKey",
        {"fault": "reset_before"},
        "Failed to verify the activation code: the connection to",
    ),
    "InstallKey always busy": (
        "InstallKey",
        {"fault": "status", "status": 503, "retry_after": 0},
        "Failed to verify the activation code: the server is busy (HTTP 503",
    ),
}
WITHOUT_RIGHT = "InstallKey reset after the effect without the right to export"
UNDECIDED = "SaasTryToInstall always a web page"


class Rotation(t.NamedTuple):
    orders: dict[str, Order]
    lab: RunningLab
    run: Run
    before: dict[str, t.Any]
    afterwards: dict[str, t.Any]
    activations: int
    completion: Run


@pytest.fixture(scope="module")
def rotation(ansible: Ansible, start_lab: Callable[..., RunningLab]) -> Rotation:
    """One run over a fleet in which every tenant meets another fault; every code can be activated once only."""
    fleet = Fleet(accounts=[WITHOUT_EXPORT])
    orders = {
        tenant: fleet.tenant(tenant, purge_replaced=True, **({"timeout": TIMEOUT} if rule["fault"] == "slow" else {}))
        for tenant, (_method, rule) in ONCE.items()
    }
    orders |= {tenant: fleet.tenant(tenant, retries=1) for tenant in FOR_GOOD}
    plain = {"username": WITHOUT_EXPORT["username"], "password": WITHOUT_EXPORT["password"]}
    orders[WITHOUT_RIGHT] = fleet.tenant(WITHOUT_RIGHT, purge_replaced=True, **plain)
    orders[UNDECIDED] = fleet.tenant(UNDECIDED, retries=1)
    lab = start_lab(fleet)
    for tenant, (method, rule) in ONCE.items():
        lab.misbehave(tenant=tenant, method=f"LicenseKeys.{method}", times=1, **rule)
    for tenant, (method, rule, _message) in FOR_GOOD.items():
        lab.misbehave(tenant=tenant, method=f"LicenseKeys.{method}", **rule)
    lab.misbehave(tenant=WITHOUT_RIGHT, method="LicenseKeys.InstallKey", times=1, fault="reset_after")
    lab.misbehave(tenant=UNDECIDED, method="LicenseKeys.SaasTryToInstall", fault="not_json")
    before = lab.tenants()
    inventory = fleet.inventory()
    # Not as extra variables, which would go before those of the one host with another account.
    # The lab is never late: what has not happened soon will not.
    inventory["tenants"]["vars"] = connection_variables({**lab.connection(), "confirm_timeout": 5})
    run = ansible.playbook("fleetops.kesc.rotate", inventory=inventory)
    afterwards, activations = lab.tenants(), lab.counters()["activations_used"]
    lab.behave()
    only = {"license_rotation_hosts": orders[UNDECIDED].host}
    completion = ansible.playbook("fleetops.kesc.rotate", inventory=inventory, variables=only)
    return Rotation(orders, lab, run, before, afterwards, activations, completion)


def effects(lab: RunningLab, tenant: str) -> list[tuple[str, str]]:
    """The calls that changed the tenant, each with the license that it was about."""
    return sorted(
        (call["method"].removeprefix("LicenseKeys."), call["serial"])
        for call in lab.calls(tenant)
        if call["writes"] and call["serial"] and not call["error"] and call["status"] == 200
    )


@pytest.mark.parametrize("tenant", [*ONCE, WITHOUT_RIGHT])
def test_every_change_is_made_exactly_once_with(rotation: Rotation, tenant: str) -> None:
    order = rotation.orders[tenant]
    assert effects(rotation.lab, tenant) == [
        ("AdjustKey", order.new_serial),
        ("AdjustKey", order.old_serial),
        ("InstallKey", order.new_serial),
        ("SaasTryToInstall", order.new_serial),
        ("UninstallKey", order.old_serial),
    ]


@pytest.mark.parametrize("tenant", [*ONCE, WITHOUT_RIGHT])
def test_the_tenant_ends_with_the_new_license_alone_after(rotation: Rotation, tenant: str) -> None:
    assert rotation.run.outcomes()[rotation.orders[tenant].host] == "replaced"
    (key,) = [key for key in rotation.afterwards[tenant]["keys"] if key["installed"]]
    assert key["serial"] == rotation.orders[tenant].new_serial
    assert (key["position"], key["automatic_deployment"]) == ("active", True)


@pytest.mark.parametrize("tenant", FOR_GOOD)
def test_the_tenant_is_as_it_was_and_the_message_is_clear_when(rotation: Rotation, tenant: str) -> None:
    row = rotation.run.rows()[rotation.orders[tenant].host]
    assert row["outcome"] == "failed"
    assert FOR_GOOD[tenant][2] in row["message"]
    assert rotation.afterwards[tenant] == rotation.before[tenant]


def test_a_license_that_may_still_come_into_force_stays_and_the_message_says_so(rotation: Rotation) -> None:
    order = rotation.orders[UNDECIDED]
    message = rotation.run.rows()[order.host]["message"]
    assert "Failed to apply the new license: the server answered with a web page" in message
    assert f"License {order.new_serial} stays in the store" in message
    positions = {key["serial"]: key["position"] for key in rotation.afterwards[UNDECIDED]["keys"]}
    assert positions == {order.old_serial: "active", order.new_serial: "none"}


def test_a_later_run_puts_it_in_force_without_another_activation(rotation: Rotation) -> None:
    order = rotation.orders[UNDECIDED]
    assert rotation.completion.outcomes() == {order.host: "replaced"}
    assert rotation.lab.active_serial(UNDECIDED) == order.new_serial
    assert rotation.lab.counters()["activations_used"] == rotation.activations


def test_no_code_is_activated_twice(rotation: Rotation) -> None:
    assert rotation.activations == len([*ONCE, WITHOUT_RIGHT, UNDECIDED])
