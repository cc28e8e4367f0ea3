# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run refuses before it has called any server, and what it goes by once it has begun."""

from __future__ import annotations

import csv
import io
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

CODE = "AAAAA-11111-BBBBB-22222"
# Nobody listens there: a run that called it would say so.
NOWHERE = "https://127.0.0.1:9"


def tenants(**hosts: dict[str, t.Any]) -> dict[str, t.Any]:
    """An inventory; a variable is named without its prefix."""
    named = {
        host: {f"license_rotation_{name}" if name[0] != "_" else name[1:]: value for name, value in variables.items()}
        for host, variables in hosts.items()
    }
    return {"tenants": {"hosts": named, "vars": {"license_rotation_server_url": NOWHERE}}}


GOOD = {"tenant": "Good", "activation_code": CODE}
REFUSED: dict[str, tuple[dict[str, t.Any], dict[str, t.Any], str]] = {
    "a code for nobody": (
        tenants(one={"activation_code": CODE}),
        {},
        "- one: it has an activation code but names no tenant: set license_rotation_tenant or",
    ),
    "a mistyped variable": (
        tenants(one={"tenant": "One", "activationcode": CODE}),
        {},
        "- one: there is no variable license_rotation_activationcode: did you mean license_rotation_activation_code?",
    ),
    "a mistyped extra variable": (
        tenants(one=GOOD),
        {"license_rotation_canery": 1},
        "- one: there is no variable license_rotation_canery: did you mean license_rotation_canary?",
    ),
    "a code behind nothing": (
        tenants(one={"tenant": "One", "activation_code": "{{ vault_codes['one'] }}"}),
        {},
        "- one: the variable license_rotation_activation_code cannot be read: ",
    ),
    "a code from a lookup that fails": (
        tenants(one={"tenant": "One", "activation_code": "{{ locked }}", "_locked": "{{ lookup('file', '/no') }}"}),
        {},
        "- one: the variable license_rotation_activation_code cannot be read: ",
    ),
    "a wrong value": (
        tenants(one={**GOOD, "timeout": "soon"}),
        {},
        "- one: the variable license_rotation_timeout has a wrong value: ",
    ),
    "a share of failures that is no number": (
        tenants(one=GOOD),
        {"license_rotation_max_fail_percentage": "10%"},
        "(set here by the variable license_rotation_max_fail_percentage)",
    ),
    "a flag that is none": (
        tenants(one=GOOD),
        {"license_rotation_fail_at_end": "truee"},
        "(set here by the variable license_rotation_fail_at_end)",
    ),
    "a host that is called like a group": (
        {**tenants(web=GOOD), "web": {"hosts": {"other": None}}},
        {"license_rotation_hosts": "tenants"},
        "- web: the inventory has a group of this name, and Ansible takes the name for the group",
    ),
}


@pytest.mark.parametrize("playbook", ["rotate", "audit"])
@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_before_a_server_is_called(ansible: Ansible, case: str, playbook: str) -> None:
    inventory, variables, finding = REFUSED[case]
    run = ansible.playbook(f"fleetops.kesc.{playbook}", inventory=inventory, variables=variables)
    assert run.exit_code == 2
    (failure,) = [event for event in run.events if event["status"] == "failed"]
    assert [line for line in failure["result"]["msg"].splitlines() if finding in line]
    assert "Traceback" not in run.output
    assert CODE[:11] not in run.output
    assert run.results() == {}


NOBODY = {
    "no inventory": ((), None),
    "an empty group": ((), {"tenants": {"hosts": {}}}),
    "a pattern that names nobody": (("-e", "license_rotation_hosts=elsewhere"), tenants(one=GOOD)),
    "tags that leave the beginning out": (("--tags=none",), tenants(one=GOOD)),
}


@pytest.mark.parametrize("playbook", ["rotate", "audit"])
@pytest.mark.parametrize("case", NOBODY)
def test_a_run_over_nobody_fails_and_says_so(ansible: Ansible, case: str, playbook: str) -> None:
    arguments, inventory = NOBODY[case]
    run = ansible.playbook(f"fleetops.kesc.{playbook}", *arguments, inventory=inventory)
    assert run.exit_code not in (0, 250)
    assert "No tenant was selected" in run.output


class Saved(t.NamedTuple):
    """A sheet in which the second tenant's code was given to another line while the first tenant was slow."""

    fleet: Fleet
    lab: RunningLab
    run: Run


def sheet(*lines: tuple[str, str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows([("tenant", "activation_code"), *lines])
    return stream.getvalue()


@pytest.fixture(scope="module")
def saved(start_lab: Callable[..., RunningLab], ansible: Ansible, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    fleet = Fleet(activations=None)
    first, second, third = (fleet.tenant(name) for name in ("First", "Second", "Third"))
    lab = start_lab(fleet)
    lab.misbehave(tenant="First", method="LicenseKeys.SaasTryToInstall", fault="latency", ms=4000)
    file: Path = tmp_path_factory.mktemp("saved") / "orders.csv"
    file.write_text(sheet(*((order.tenant, order.new_code) for order in (first, second, third))), encoding="utf-8")
    inventory = tenants(**{order.host: {"tenant": order.tenant} for order in (first, second, third)})
    variables = connection_variables(lab.connection()) | {
        "license_rotation_order_sheet": str(file),
        "license_rotation_serial": 1,
    }
    with ansible.start("fleetops.kesc.rotate", inventory=inventory, variables=variables) as running:
        running.wait_until(lambda: "LicenseKeys.SaasTryToInstall" in lab.writes("First"))
        file.write_text(sheet(("First", first.new_code), ("Second", third.new_code)), encoding="utf-8")
        run = running.end()
    return Saved(fleet, lab, run)


def test_a_sheet_that_is_saved_while_the_run_goes_on_changes_nothing(saved: Saved) -> None:
    assert saved.run.outcomes() == dict.fromkeys(("first", "second", "third"), "replaced")
    for order in saved.fleet.orders.values():
        assert saved.lab.active_serial(order.tenant) == order.new_serial
