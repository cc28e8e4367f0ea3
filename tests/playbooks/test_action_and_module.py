# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task is carried out in the worker where it can be, else by its module, with the same result."""

from __future__ import annotations

import json
import re
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import PLUS, Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

LICENSE, INFO, TENANTS = (f"fleetops.kesc.{name}" for name in ("kesc_license", "kesc_license_info", "kesc_tenant_info"))
# The implicit localhost has a connection of its own, which goes before a keyword.
INVENTORY = {"all": {"hosts": {"somewhere": {}}}}
# The implicit localhost has a connection of its own, which goes before a keyword.
INVENTORY = {"all": {"hosts": {"somewhere": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}}}}
WITHOUT_INTERPRETER = {"all": {"hosts": {"somewhere": {"ansible_python_interpreter": "/no/such/interpreter"}}}}
# Requests are timed; core says in its own way how a module was invoked.
OF_ONE_RUN = ("requests", "invocation")
# The server's requests are numbered.
REQUEST_ID = re.compile(r"\b[0-9A-F]{32}\b")


class Both(t.NamedTuple):
    """The same tasks through the actions and through the modules."""

    action: Run
    module: Run


@pytest.fixture(scope="module")
def lab(start_lab: Callable[..., RunningLab]) -> RunningLab:
    fleet = Fleet(activations=None)
    fleet.tenant("Plain")
    fleet.tenant("Downgrade", old={"name": PLUS})
    return start_lab(fleet)


@pytest.fixture(scope="module")
def both(lab: RunningLab, tmp_path_factory: pytest.TempPathFactory) -> Both:
    connection = lab.connection()
    plain = {**connection, "tenant": "Plain", "activation_code": "NEW01-ASDFG-YUIOP-N0001"}
    options: list[dict[str, t.Any]] = [
        {LICENSE: plain, "check_mode": True},
        {LICENSE: {**plain, "check_mode_verification": "staged"}, "check_mode": True},
        {LICENSE: {**plain, "tenant": "Downgrade", "activation_code": "NEW02-ASDFG-YUIOP-N0002"}},
        {LICENSE: {**plain, "activation_code": "AAAAA-AAAAA-AAAAA-AAAAA"}},
        {LICENSE: {**plain, "position": "sideways"}},
        {LICENSE: {**plain, "no_such_option": True}},
        {LICENSE: {**connection, "tenant": "Plain"}},
        {LICENSE: {**plain, "timeout": "soon"}},
        {INFO: {**connection, "tenants": ["Plain", "Nobody"]}},
        {INFO: {**connection, "tenant": "Plain", "tenants": []}},
        {TENANTS: {**connection, "external_ids": True}},
        {TENANTS: {**connection, "password": "wrong-Passw0rd"}},
    ]
    tasks = [{**task, "name": f"Task {number}", "ignore_errors": True} for number, task in enumerate(options)]
    play = {"hosts": "somewhere", "connection": "local", "gather_facts": False, "tasks": tasks}
    runs = (
        Ansible(tmp_path_factory.mktemp(way), through=way).playbook([play], "--diff", inventory=INVENTORY)
        for way in Both._fields
    )
    return Both(*runs)


def test_results_are_the_same(both: Both) -> None:
    action, module = ([shown(event) for event in run.events] for run in both)
    assert len(action) > 10
    assert action == module


def shown(event: dict[str, t.Any]) -> tuple[str, str, str]:
    result = {name: value for name, value in event["result"].items() if name not in OF_ONE_RUN}
    return event["task"], event["status"], REQUEST_ID.sub("request id", json.dumps(result, sort_keys=True))


def test_a_task_over_the_connection_local_needs_no_interpreter(lab: RunningLab, tmp_path: Path) -> None:
    run = Ansible(tmp_path).playbook([play_of(lab)], inventory=WITHOUT_INTERPRETER)
    assert run.exit_code == 0, run.output
    assert names(run) == ["Downgrade", "Plain"]


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"connection": "apart"}, id="another connection"),
        pytest.param({"async": 60, "poll": 1}, id="async"),
    ],
)
def test_the_module_is_run_where_the_worker_cannot_do_it(
    lab: RunningLab, tmp_path: Path, keywords: dict[str, t.Any]
) -> None:
    ansible = Ansible(tmp_path)
    fine = ansible.playbook([play_of(lab, **keywords)], inventory=INVENTORY)
    assert fine.exit_code == 0, fine.output
    assert names(fine) == ["Downgrade", "Plain"]
    without_interpreter = ansible.playbook([play_of(lab, **keywords)], inventory=WITHOUT_INTERPRETER)
    assert without_interpreter.exit_code == 2
    assert "/no/such/interpreter" in without_interpreter.output


def play_of(lab: RunningLab, **keywords: t.Any) -> dict[str, t.Any]:
    tasks = [{TENANTS: lab.connection(), **keywords}]
    return {"hosts": "somewhere", "connection": "local", "gather_facts": False, "tasks": tasks}


def names(run: Run) -> list[str]:
    return [tenant["name"] for tenant in run.results(TENANTS)["somewhere"]["tenants"]]
