# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes wrong for one tenant is told clearly, changes nothing, and is no matter to the others."""

from __future__ import annotations

import dataclasses
import socket
import typing as t

import pytest
import requests.certs

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

READER = {"username": "auditor", "password": "s3cret-Auditor-Passw0rd", "rights": ["read"]}
CAUTIOUS = {"username": "cautious", "password": "s3cret-Cautious-Passw0rd", "totp": "604218"}
ELSEWHERE = {"username": "elsewhere", "password": "s3cret-Elsewhere-Passw0rd", "tenants": ["Good"]}


def as_account(account: dict[str, t.Any], **others: t.Any) -> dict[str, t.Any]:
    return {"username": account["username"], "password": account["password"], **others}


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclasses.dataclass(frozen=True)
class Trouble:
    """What is wrong with a tenant's order, and what its failure says: a stable code, and parts of the sentence."""

    error_code: str
    fragments: tuple[str, ...]
    variables: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    code: dict[str, t.Any] | None = None
    fault: dict[str, t.Any] | None = None


TROUBLES = {
    "Wrong password": Trouble(
        "authentication_failed",
        (
            "Failed to connect: the server did not accept the credentials (HTTP 401",
            "Check username, password, internal_user",
        ),
        {"password": "s3cret-But-Wrong"},
    ),
    "Wrong tenant name": Trouble(
        "tenant_not_found",
        ("is called 'Wrong tenent name'; similar names: 'Wrong tenant name'", "kesc_tenant_info lists the names"),
        {"tenant": "Wrong tenent name"},
    ),
    "Unreachable host": Trouble(
        "unreachable",
        (
            "Failed to connect: https://127.0.0.1:",
            "cannot be reached: Connection refused",
            "Check server_url",
        ),
        {"server_url": f"https://127.0.0.1:{unused_port()}", "retries": 0},
    ),
    "Bad certificate": Trouble(
        "certificate_refused",
        (
            "Failed to connect: the certificate of https://127.0.0.1:",
            "was not accepted: unable to get local issuer certificate",
            "Set ca_path to the certificate that signed it, or pin it with server_fingerprint",
        ),
        {"ca_path": requests.certs.where()},
    ),
    "Wrong fingerprint": Trouble(
        "certificate_refused",
        ("does not have the pinned fingerprint", "update server_fingerprint"),
        {"server_fingerprint": "ab" * 32},
    ),
    "Unknown code": Trouble(
        "code_refused",
        ("the activation servers know no license for this activation code (KLOLA 2351, subcode 34",),
        code=None,
    ),
    "Blocked code": Trouble(
        "code_refused",
        ("the activation servers refused the code for a reason that the vendor does not document", "KLOLA 2351"),
        code={"kind": "blocked"},
    ),
    "No right to change": Trouble(
        "access_denied",
        (
            "Failed to verify the activation code: the account lacks the right for this (KLSTD 1184",
            "Give the account the right on this tenant",
        ),
        as_account(READER),
        code={},
    ),
    "Activation servers down": Trouble(
        "unavailable",
        ("the server is temporarily unavailable (KLSTD 1195", "Run again later"),
        {"retries": 1},
        code={},
        fault={"method": "LicenseKeys.InstallKey", "fault": "activation_servers_down"},
    ),
    "Second factor asked for": Trouble(
        "second_factor_required",
        ("the account is protected by a second factor", "Set totp to the six digits"),
        as_account(CAUTIOUS),
    ),
    "Second factor refused": Trouble(
        "second_factor_required",
        ("the second factor was refused", "each code works once"),
        as_account(CAUTIOUS, totp="135790"),
    ),
    "Account of another tenant": Trouble(
        "tenant_not_found",
        ("Failed to connect: ", "is called 'Account of another tenant'"),
        as_account(ELSEWHERE),
    ),
}


class Rotation(t.NamedTuple):
    fleet: Fleet
    lab: RunningLab
    before: dict[str, t.Any]
    run: Run


@pytest.fixture(scope="module")
def rotation(ansible: Ansible, start_lab: Callable[..., RunningLab]) -> Rotation:
    """One run over tenants of which every one is in another trouble, and two good ones."""
    fleet = Fleet(accounts=[READER, CAUTIOUS, ELSEWHERE])
    fleet.tenant("Good")
    for tenant, trouble in TROUBLES.items():
        fleet.tenant(tenant, new=trouble.code, unknown=trouble.code is None, **trouble.variables)
    fleet.tenant("Zealous")
    lab = start_lab(fleet)
    for tenant, trouble in TROUBLES.items():
        if trouble.fault:
            lab.misbehave(tenant=tenant, **trouble.fault)
    inventory = fleet.inventory()
    inventory["tenants"]["vars"] = connection_variables(lab.connection())
    before = lab.tenants()
    run = ansible.playbook("fleetops.kesc.rotate", "-v", inventory=inventory)
    return Rotation(fleet, lab, before, run)


def host_of(tenant: str) -> str:
    return tenant.lower().replace(" ", "-")


@pytest.mark.parametrize("tenant", TROUBLES)
def test_the_failure_is_told_of(rotation: Rotation, tenant: str) -> None:
    row = rotation.run.rows()[host_of(tenant)]
    assert row["outcome"] == "failed"
    told = f"{row['message']} {row['remedy']}"
    assert [fragment for fragment in TROUBLES[tenant].fragments if fragment not in told] == []


@pytest.mark.parametrize("tenant", TROUBLES)
def test_the_failure_has_a_stable_code_for(rotation: Rotation, tenant: str) -> None:
    result = rotation.run.results()[host_of(tenant)]
    assert result["error"]["error_code"] == TROUBLES[tenant].error_code


@pytest.mark.parametrize("tenant", TROUBLES)
def test_nothing_is_changed_for(rotation: Rotation, tenant: str) -> None:
    assert rotation.lab.tenant(tenant) == rotation.before[tenant]


@pytest.mark.parametrize("tenant", ["Good", "Zealous"])
def test_the_others_are_replaced(rotation: Rotation, tenant: str) -> None:
    order = rotation.fleet.orders[host_of(tenant)]
    assert rotation.run.outcomes()[order.host] == "replaced"
    assert rotation.lab.active_serial(tenant) == order.new_serial


def test_the_run_fails_naming_every_tenant_that_failed(rotation: Rotation) -> None:
    assert rotation.run.exit_code == 2
    assert f"{len(TROUBLES) + 2} tenants, 2 replaced, {len(TROUBLES)} failed (" in rotation.run.output
    named = {line.split(": ")[1] for line in rotation.run.stdout.splitlines() if line.startswith("failed: ")}
    assert named == {host_of(tenant) for tenant in TROUBLES}


def test_no_traceback_is_shown(rotation: Rotation) -> None:
    assert "Traceback" not in rotation.run.output
    assert "MODULE FAILURE" not in rotation.run.output


def test_no_session_is_left_open(rotation: Rotation) -> None:
    assert rotation.lab.counters()["sessions_open"] == 0
