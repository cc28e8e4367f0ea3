# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ctrl-C in the middle of a rotation: nothing is left half done in silence, and a second run completes the work."""

from __future__ import annotations

import signal
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Run, connection_variables, wait_until
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

LATENCY_MS = 150
INTERRUPTED = 99
# A run is interrupted as soon as the first of its tenants has been served this call.
MOMENTS = ("InstallKey", "CheckIfSaasLicenseIsValid", "SaasTryToInstall")
TENANTS_OF_A_RUN = 2


class Interrupted(t.NamedTuple):
    """An interrupted run, and a second one after it; ``between`` are the tenants as they were between the two."""

    fleet: Fleet
    hosts: list[str]
    run: Run
    between: dict[str, t.Any]
    second: Run
    lab: RunningLab


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Tenants for every moment; each code can be activated once only."""
    made = Fleet()
    for moment in MOMENTS:
        for number in range(TENANTS_OF_A_RUN):
            made.tenant(f"{moment} {number}")
    return made


@pytest.fixture(scope="module")
def lab(fleet: Fleet, start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(fleet, latency_ms=LATENCY_MS)


@pytest.fixture(scope="module")
def heeds_signals() -> Iterator[None]:
    """A program started in the background may ignore SIGINT, and so would everything that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module", params=MOMENTS)
def interrupted(request: pytest.FixtureRequest, fleet: Fleet, lab: RunningLab, ansible: Ansible) -> Interrupted:
    request.getfixturevalue("heeds_signals")
    orders = [order for order in fleet.orders.values() if order.tenant.startswith(request.param)]
    hosts = [order.host for order in orders]
    variables = connection_variables(lab.connection()) | {"license_rotation_hosts": ",".join(hosts)}
    served = f"LicenseKeys.{request.param}"
    with ansible.start("fleetops.kesc.rotate", inventory=fleet.inventory(), variables=variables) as running:
        running.wait_until(
            lambda: any(call["method"] == served for order in orders for call in lab.calls(order.tenant))
        )
        run = running.signal(signal.SIGINT)
    # What was begun may still go on for a moment; the connection left is the one of the control plane.
    wait_until(lambda: lab.counters()["connections_open"] == 1)
    between = lab.tenants()
    second = ansible.playbook("fleetops.kesc.rotate", inventory=fleet.inventory(), variables=variables)
    return Interrupted(fleet, hosts, run, between, second, lab)


def test_the_run_ends_as_interrupted_without_a_traceback_at(interrupted: Interrupted) -> None:
    assert interrupted.run.exit_code == INTERRUPTED
    assert "User interrupted execution" in interrupted.run.output
    assert "Traceback" not in interrupted.run.output


def test_no_key_is_left_in_the_store_without_a_position_and_without_a_word_at(interrupted: Interrupted) -> None:
    for host in interrupted.hosts:
        order = interrupted.fleet.orders[host]
        keys = {key["serial"]: key["position"] for key in interrupted.between[order.tenant]["keys"]}
        assert keys.get(order.new_serial) != "none" or order.new_serial in interrupted.run.output


def test_a_second_run_completes_what_was_interrupted_at(interrupted: Interrupted) -> None:
    assert set(interrupted.second.outcomes().values()) <= {"replaced", "unchanged"}
    for host in interrupted.hosts:
        order = interrupted.fleet.orders[host]
        keys = {key["serial"]: key for key in interrupted.lab.tenant(order.tenant)["keys"]}
        assert (keys[order.new_serial]["position"], keys[order.new_serial]["automatic_deployment"]) == ("active", True)
        assert (keys[order.old_serial]["position"], keys[order.old_serial]["automatic_deployment"]) == ("none", False)
