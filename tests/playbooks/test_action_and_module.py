# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task is carried out in the worker where it can be, else by its module, with the same result."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import OPERATOR, PLUS, Fleet
from ansible_collections.fleetops.kesc.tests.playbooks.traces import found, trace

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

COLLECTION = Path(__file__).parents[2]
LICENSE, INFO, TENANTS = (f"fleetops.kesc.{name}" for name in ("kesc_license", "kesc_license_info", "kesc_tenant_info"))
# The implicit localhost has a connection of its own, which goes before a keyword.
INVENTORY = {"all": {"hosts": {"somewhere": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}}}}
WITHOUT_INTERPRETER = {"all": {"hosts": {"somewhere": {"ansible_python_interpreter": "/no/such/interpreter"}}}}
CODE = "NEW01-ASDFG-YUIOP-N0001"
SECRETS = {
    "password": OPERATOR["password"],
    "wrong_password": "s3cret-But-Wrong",
    "code": CODE,
    "odd_code": CODE.lower().replace("-", " \N{EN DASH} "),
    "code_of_downgrade": "NEW02-ASDFG-YUIOP-N0002",
    "unknown_code": "AAAAA-AAAAA-AAAAA-AAAAA",
}
# Requests are timed; core says in its own way how a module was invoked, and at -vvv where it failed.
OF_ONE_RUN = ("requests", "invocation", "exception")
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
    # Secrets come from variables: ansible-core quotes the playbook.
    connection = {**lab.connection(), "password": "{{ password }}"}
    plain = {**connection, "tenant": "Plain", "activation_code": "{{ code }}"}
    downgrade = {**plain, "tenant": "Downgrade", "activation_code": "{{ code_of_downgrade }}"}
    options: list[dict[str, t.Any]] = [
        {LICENSE: plain, "check_mode": True},
        {LICENSE: {**plain, "check_mode_verification": "staged"}, "check_mode": True},
        {LICENSE: downgrade},
        {LICENSE: {**plain, "activation_code": "{{ unknown_code }}"}},
        {LICENSE: {**plain, "position": "sideways"}},
        {LICENSE: {**plain, "activation_code": "{{ odd_code }}", "position": "{{ code }}"}},
        {LICENSE: {**plain, "position": "{{ code }}"}},
        {LICENSE: {**plain, "timeout": "{{ code }}"}},
        {LICENSE: {**plain, "no_such_option": True}},
        {LICENSE: {**connection, "tenant": "Plain"}},
        {LICENSE: {**plain, "timeout": "soon"}},
        {INFO: {**connection, "tenants": ["Plain", "Nobody"]}},
        {INFO: {**connection, "tenant": "Plain", "tenants": []}},
        {TENANTS: {**connection, "external_ids": True}},
        {TENANTS: {**connection, "password": "{{ wrong_password }}"}},
    ]
    tasks = [{**task, "name": f"Task {number}", "ignore_errors": True} for number, task in enumerate(options)]
    play = {"hosts": "somewhere", "connection": "local", "gather_facts": False, "tasks": tasks}
    # Without it, the newest ansible-core has no module tell how it was invoked.
    environment = {"ANSIBLE_INJECT_INVOCATION": "true"}
    runs = (
        Ansible(tmp_path_factory.mktemp(way), through=way).playbook(
            [play], "-vvvv", "--diff", inventory=INVENTORY, variables=SECRETS, environment=environment
        )
        for way in Both._fields
    )
    return Both(*runs)


def test_results_are_the_same(both: Both) -> None:
    action, module = ([shown(event) for event in run.events] for run in both)
    assert len(action) > 10
    assert action == module


@pytest.mark.parametrize("way", Both._fields)
def test_no_secret_is_found_after_a_run_through(lab: RunningLab, both: Both, way: str) -> None:
    """Of all that a run shows at -vvvv and leaves behind, whatever is wrong with the options."""
    seen = trace(getattr(both, way), lab, set(SECRETS.values()))
    assert "value of position must be one of: active, reserve, got: sideways" in seen.texts["terminal"]
    assert "module_args" in seen.texts["events.jsonl"]
    assert found(seen) == []


def test_every_action_has_a_target_that_is_run_through_the_module_too() -> None:
    text = (COLLECTION / "tests/integration/targets/through_modules/tasks/main.yml").read_text(encoding="utf-8")
    actions = {file.stem for file in (COLLECTION / "plugins" / "action").glob("kesc_*.py")}
    assert actions
    assert actions - set(yaml.safe_load(text)[0]["loop"]) == set()


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
