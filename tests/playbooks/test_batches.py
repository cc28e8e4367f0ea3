# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batches, limits, and looking the orders over before the first tenant is touched."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab


class Batches(t.NamedTuple):
    lab: RunningLab
    run: Run
    mark: int


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Six tenants in the order of the batches; of the first two, none can be replaced."""
    made = Fleet(activations=None)
    for name in ("A unknown", "B unknown", "C good", "D good", "E unknown", "F good"):
        made.tenant(name, unknown="unknown" in name)
    return made


@pytest.fixture(scope="module")
def lab(fleet: Fleet, start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(fleet)


@pytest.fixture(scope="module")
def stopped(fleet: Fleet, lab: RunningLab, ansible: Ansible) -> Batches:
    """Batches of three with at most half of them failing: the first has two failures."""
    mark = lab.mark()
    variables = connection_variables(lab.connection()) | {
        "license_rotation_serial": 3,
        "license_rotation_max_fail_percentage": 50,
        "license_rotation_fail_at_end": False,
    }
    run = ansible.playbook("fleetops.kesc.rotate", inventory=fleet.inventory(), variables=variables)
    return Batches(lab, run, mark)


@pytest.fixture(scope="module")
def one_by_one(fleet: Fleet, stopped: Batches, lab: RunningLab, ansible: Ansible) -> Batches:
    """Batches of two, one tenant at a time; the first batch fails as a whole."""
    assert stopped.run.report
    mark = lab.mark()
    variables = connection_variables(lab.connection()) | {
        "license_rotation_serial": 2,
        "license_rotation_throttle": 1,
    }
    run = ansible.playbook("fleetops.kesc.rotate", inventory=fleet.inventory(), variables=variables)
    return Batches(lab, run, mark)


def test_tenants_of_later_batches_are_not_reached_when_too_many_of_one_failed(stopped: Batches) -> None:
    assert stopped.run.outcomes() == {
        "a-unknown": "failed",
        "b-unknown": "failed",
        "c-good": "replaced",
        "d-good": "not_reached",
        "e-unknown": "not_reached",
        "f-good": "not_reached",
    }
    assert stopped.run.report["summary"]["not_reached"] == 3


def test_a_tenant_that_was_not_reached_was_not_even_signed_in_to(stopped: Batches, one_by_one: Batches) -> None:
    seen = {call["tenant"] for call in stopped.lab.calls(after=stopped.mark)[: one_by_one.mark - stopped.mark]}
    assert seen == {"A unknown", "B unknown", "C good"}


def test_failures_do_not_fail_the_run_where_that_is_switched_off(stopped: Batches) -> None:
    assert stopped.run.exit_code == 0


def test_a_batch_that_fails_as_a_whole_does_not_stop_the_next(one_by_one: Batches) -> None:
    assert one_by_one.run.outcomes() == {
        "a-unknown": "failed",
        "b-unknown": "failed",
        "c-good": "unchanged",
        "d-good": "replaced",
        "e-unknown": "failed",
        "f-good": "replaced",
    }
    assert one_by_one.run.exit_code == 2


def test_tenants_are_worked_on_in_batches_in_the_order_of_the_inventory(one_by_one: Batches) -> None:
    tenants = [call["tenant"] for call in one_by_one.lab.calls(after=one_by_one.mark)]
    first, second, third, *others = dict.fromkeys(tenants)
    assert ({first, second}, {third, others[0]}, set(others[1:])) == (
        {"A unknown", "B unknown"},
        {"C good", "D good"},
        {"E unknown", "F good"},
    )


def test_with_a_throttle_of_one_no_two_tenants_are_worked_on_at_a_time(one_by_one: Batches) -> None:
    tenants = [call["tenant"] for call in one_by_one.lab.calls(after=one_by_one.mark)]
    assert len(list(itertools.groupby(tenants))) == 6


TWO = {
    "one": {"license_rotation_tenant": "C good", "license_rotation_activation_code": "AAAAA-11111-BBBBB-22222"},
    "two": {"license_rotation_tenant": "D good", "license_rotation_activation_code": "CCCCC-33333-DDDDD-44444"},
}
REFUSED = {
    "a malformed code": (
        {"license_rotation_activation_code": "CCCCC-33333-DDDDD"},
        "two: an activation code has 4 sections of 5 characters joined by dashes, but this text has 3 section(s)",
    ),
    "a code that two tenants have, however it is written": (
        {"license_rotation_activation_code": "aaaaa 11111 bbbbb 22222"},
        "one, two: all have the code ending 22222 (code_reused: set license_rotation_allow_code_reuse: true",
    ),
    "a tenant that two hosts mean": ({"license_rotation_tenant": "C good"}, "one, two: all mean tenant 'C good' of"),
    "a tenant without a code, where each needs one": (
        {"license_rotation_activation_code": None},
        "two: no activation code (license_rotation_activation_code)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_no_tenant_is_touched_where_the_orders_have(lab: RunningLab, ansible: Ansible, case: str) -> None:
    changed, sentence = REFUSED[case]
    inventory = {"tenants": {"hosts": {**TWO, "two": TWO["two"] | changed}}}
    mark = lab.mark()
    variables = connection_variables(lab.connection()) | {"license_rotation_require_code": True}
    run = ansible.playbook("fleetops.kesc.rotate", inventory=inventory, variables=variables)
    assert run.exit_code == 2
    assert "No tenant was changed. Correct " in run.stdout
    assert sentence in run.stdout
    assert "11111" not in run.output
    assert lab.calls(after=mark) == []


def test_a_code_for_several_tenants_is_applied_to_each_where_that_is_allowed(
    fleet: Fleet, lab: RunningLab, ansible: Ansible
) -> None:
    order = fleet.orders["f-good"]
    inventory = fleet.inventory()
    inventory["tenants"]["hosts"] = {
        host: variables | {"license_rotation_activation_code": order.new_code}
        for host, variables in inventory["tenants"]["hosts"].items()
        if host in ("a-unknown", "b-unknown")
    }
    variables = connection_variables(lab.connection()) | {"license_rotation_allow_code_reuse": True}
    run = ansible.playbook("fleetops.kesc.rotate", inventory=inventory, variables=variables)
    assert run.outcomes() == {"a-unknown": "replaced", "b-unknown": "replaced"}
    assert {lab.active_serial("A unknown"), lab.active_serial("B unknown")} == {order.new_serial}


def test_a_run_limited_to_one_host_reports_that_one_and_fails_because_of_it(
    fleet: Fleet, lab: RunningLab, ansible: Ansible
) -> None:
    run = ansible.playbook(
        "fleetops.kesc.rotate",
        "--limit=e-unknown",
        inventory=fleet.inventory(),
        variables=connection_variables(lab.connection()),
    )
    assert run.outcomes() == {"e-unknown": "failed"}
    assert run.exit_code == 2


def test_a_run_limited_to_two_hosts_looks_their_orders_over_first(
    fleet: Fleet, lab: RunningLab, ansible: Ansible
) -> None:
    inventory = fleet.inventory()
    for host in ("c-good", "d-good"):
        inventory["tenants"]["hosts"][host]["license_rotation_tenant"] = "C good"
    mark = lab.mark()
    run = ansible.playbook(
        "fleetops.kesc.rotate",
        "--limit=c-good,d-good",
        inventory=inventory,
        variables=connection_variables(lab.connection()),
    )
    assert run.exit_code == 2
    assert "c-good, d-good: all mean tenant 'C good'" in run.stdout
    assert lab.calls(after=mark) == []


def test_nobody_is_touched_after_a_canary_that_failed_and_the_progress_says_so(
    fleet: Fleet, lab: RunningLab, ansible: Ansible
) -> None:
    mark = lab.mark()
    variables = connection_variables(lab.connection()) | {"license_rotation_canary": "e-unknown,b-unknown"}
    callback = {"ANSIBLE_STDOUT_CALLBACK": "fleetops.kesc.progress"}
    run = ansible.playbook(
        "fleetops.kesc.rotate", inventory=fleet.inventory(), variables=variables, environment=callback
    )
    outcomes = run.outcomes()
    assert (outcomes.pop("e-unknown"), outcomes.pop("b-unknown")) == ("failed", "failed")
    assert set(outcomes.values()) == {"not_reached"}
    assert lab.touched(after=mark) == {"B unknown", "E unknown"}
    reason = "2 of 2 tenants of the canary failed (b-unknown, e-unknown): no further batch was begun."
    assert reason in " ".join(run.stdout.split())
    assert run.rows()["a-unknown"]["message"] == reason
    assert "2 of 6 tenants: 2 failed (about" in run.stdout
    assert run.stdout.count("e-unknown: the activation servers know no license for this activation code") == 1
    assert "ok: [" not in run.stdout
    assert run.exit_code == 2


class Busy(t.NamedTuple):
    """``passed`` met a canary that was busy once, ``stuck`` one that stays busy."""

    passed: Run
    stuck: Run


@pytest.fixture(scope="module")
def busy(start_lab: Callable[..., RunningLab], ansible: Ansible) -> Busy:
    fleet = Fleet()
    for name in ("First", "Second"):
        fleet.tenant(name)
    lab = start_lab(fleet)
    trouble = {"tenant": "First", "method": "LicenseKeys.EnumKeys", "fault": "status", "status": 503}
    variables = connection_variables(lab.connection()) | {"license_rotation_canary": 1, "license_rotation_retries": 0}
    orders: dict[str, t.Any] = {"inventory": fleet.inventory(), "variables": variables}
    lab.misbehave(**trouble)
    stuck = ansible.playbook("fleetops.kesc.rotate", **orders)
    lab.behave()
    lab.misbehave(**trouble, times=1)
    passed = ansible.playbook("fleetops.kesc.rotate", **orders)
    return Busy(passed, stuck)


def test_what_passes_by_itself_is_tried_once_more_before_it_is_decided_about_the_next_batch(busy: Busy) -> None:
    assert busy.passed.outcomes() == {"first": "replaced", "second": "replaced"}
    assert busy.passed.stdout.count("RETRYING: [first]") == 1
    assert busy.passed.exit_code == 0


def test_a_stopped_rotation_says_which_failures_pass_by_themselves(busy: Busy) -> None:
    assert busy.stuck.outcomes() == {"first": "failed", "second": "not_reached"}
    assert busy.stuck.stdout.count("RETRYING: [first]") == 1
    assert busy.stuck.rows()["second"]["message"] == (
        "1 of 1 tenants of the canary failed (first): no further batch was begun. What failed passes by itself for "
        "first: start the same command again."
    )
