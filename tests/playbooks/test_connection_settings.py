# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connection options that a task does not name: from module_defaults, and from the environment."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

INFO, TENANTS, LICENSE = (f"fleetops.kesc.{name}" for name in ("kesc_license_info", "kesc_tenant_info", "kesc_license"))


class Settings(t.NamedTuple):
    fleet: Fleet
    from_defaults: Run
    from_environment: Run


@pytest.fixture(scope="module")
def settings(ansible: Ansible, start_lab: Callable[..., RunningLab]) -> Settings:
    fleet = Fleet()
    order = fleet.tenant("First")
    fleet.tenant("Second")
    lab = start_lab(fleet)
    options = lab.connection()
    tasks: list[dict[str, t.Any]] = [
        {TENANTS: {"tenant": ""}},
        {LICENSE: {"activation_code": "{{ code }}"}, "check_mode": True},
        {INFO: {}},
    ]
    play = {"hosts": "localhost", "gather_facts": False, "vars": {"code": order.new_code}}
    with_defaults = play | {
        "module_defaults": {"group/fleetops.kesc.kesc": {**options, "tenant": "First"}},
        "tasks": tasks,
    }
    environment = {f"KESC_{name.upper()}": value for name, value in options.items()} | {"KESC_TENANT": "First"}
    with_environment = play | {
        "tasks": [
            *tasks,
            {INFO: {"tenant": "Second"}},
            {INFO: {}, "environment": {"KESC_TIMEOUT": "0"}, "ignore_errors": True},
            {INFO: {}, "environment": {"KESC_VALIDATE_CERTS": "false"}},
        ]
    }
    return Settings(
        fleet, ansible.playbook([with_defaults]), ansible.playbook([with_environment], environment=environment)
    )


def results(run: Run, action: str) -> list[dict[str, t.Any]]:
    return [event["result"] for event in run.events if event["action"] == action]


@pytest.mark.parametrize("source", ["from_defaults", "from_environment"])
def test_every_module_takes_its_connection(settings: Settings, source: str) -> None:
    run = getattr(settings, source)
    assert run.exit_code == 0
    assert [tenant["name"] for tenant in results(run, TENANTS)[0]["tenants"]] == ["First", "Second"]
    assert results(run, LICENSE)[0]["tenant"] == "First"
    assert results(run, INFO)[0]["licenses"][0]["license_id"] == settings.fleet.orders["first"].old_serial


def test_an_option_of_the_task_goes_before_the_environment(settings: Settings) -> None:
    _first, second, *_rest = results(settings.from_environment, INFO)
    assert second["licenses"][0]["license_id"] == settings.fleet.orders["second"].old_serial


def test_a_wrong_value_of_the_environment_is_told_by_the_name_of_the_option(settings: Settings) -> None:
    (failed,) = [result for result in results(settings.from_environment, INFO) if "error" in result]
    assert "timeout is 0, it must be 1 or more" in failed["msg"]


def test_truth_values_of_the_environment_are_understood(settings: Settings) -> None:
    warnings = results(settings.from_environment, INFO)[-1]["warnings"]
    assert any("certificate is not checked" in warning for warning in warnings)
