# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan that is made, reviewed, and carried out exactly, or not at all."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import connection_variables
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab


class Planned(t.NamedTuple):
    """``again`` is the text of a second plan; ``birch`` was given another license before the plan was carried out."""

    fleet: Fleet
    lab: RunningLab
    plan: str
    again: str
    rotated: Run
    writes_of_planning: list[str]
    mark: int


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    made = Fleet(activations=None)
    made.tenant("Alder")
    made.tenant("Birch")
    made.tenant("Cedar", in_place=True)
    made.tenant("Dogwood", new={"limit": 3})
    made.tenant("Elm")
    return made


@pytest.fixture(scope="module")
def planned(
    fleet: Fleet, start_lab: Callable[..., RunningLab], ansible: Ansible, tmp_path_factory: pytest.TempPathFactory
) -> Planned:
    lab = start_lab(fleet)
    folder: Path = tmp_path_factory.mktemp("plans")
    orders = fleet.inventory()
    del orders["tenants"]["hosts"]["elm"]["license_rotation_activation_code"]
    connection = connection_variables(lab.connection())

    def plan(name: str) -> str:
        variables = connection | {
            "license_rotation_plan_file": str(folder / name),
            "license_rotation_check_mode_verification": "staged",
        }
        run = ansible.playbook("fleetops.kesc.plan", inventory=orders, variables=variables)
        assert run.exit_code == 0, run.output
        return (folder / name).read_text(encoding="utf-8")

    first, again = plan("plan.json"), plan("again.json")
    writes = lab.writes()
    other = fleet.orders["elm"].new_code
    task = {"tenant": "Birch", "activation_code": other, **lab.connection()}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{"fleetops.kesc.kesc_license": task}]}
    assert ansible.playbook([play]).exit_code == 0
    mark = lab.mark()
    variables = connection | {
        "license_rotation_plan": str(folder / "plan.json"),
        "license_rotation_canary": "alder",
    }
    rotated = ansible.playbook("fleetops.kesc.rotate", inventory=orders, variables=variables)
    return Planned(fleet, lab, first, again, rotated, writes, mark)


def entries(plan: str) -> dict[str, dict[str, t.Any]]:
    return {entry["host"]: entry for entry in json.loads(plan)["tenants"]}


def test_a_plan_says_what_is_to_happen_with_each_tenant(planned: Planned) -> None:
    assert {host: entry["action"] for host, entry in entries(planned.plan).items()} == {
        "alder": "replace",
        "birch": "replace",
        "cedar": "keep",
        "dogwood": "hold",
        "elm": "nothing",
    }


def test_a_plan_shows_both_licenses_and_why_a_tenant_is_held_back(planned: Planned) -> None:
    found, order = entries(planned.plan), planned.fleet.orders["alder"]
    alder, dogwood = found["alder"], found["dogwood"]
    assert (alder["before"]["license_id"], alder["after"]["license_id"]) == (order.old_serial, order.new_serial)
    assert (alder["transition"], alder["verified"]) == ("renewal", True)
    assert dogwood["guards"] == ["limit_below_use", "smaller_limit"]
    assert "the new limit 3 is smaller than the old limit 20" in dogwood["message"]


def test_the_same_state_gives_the_same_plan_to_the_byte(planned: Planned) -> None:
    assert planned.plan == planned.again
    assert list(entries(planned.plan)) == sorted(entries(planned.plan))


def test_a_plan_holds_no_secret(planned: Planned) -> None:
    password = planned.lab.connection()["password"]
    secrets = {*planned.fleet.secrets(), password}
    assert [secret for secret in secrets if secret in planned.plan or secret.replace("-", "") in planned.plan] == []


def test_planning_leaves_every_store_as_it_was(planned: Planned) -> None:
    added, removed = (
        planned.writes_of_planning.count(f"LicenseKeys.{name}") for name in ("InstallKey", "UninstallKey")
    )
    assert added == removed > 0
    assert "LicenseKeys.SaasTryToInstall" not in planned.writes_of_planning


def test_what_is_planned_is_carried_out(planned: Planned) -> None:
    order = planned.fleet.orders["alder"]
    assert planned.rotated.outcomes()["alder"] == "replaced"
    assert planned.lab.active_serial("Alder") == order.new_serial


def test_a_tenant_that_is_no_longer_as_planned_is_held_back_untouched(planned: Planned) -> None:
    row, orders = planned.rotated.rows()["birch"], planned.fleet.orders
    assert (row["outcome"], row["guards"]) == ("held_back", ["off_plan"])
    assert f"license_id is {orders['elm'].new_serial}, the plan says {orders['birch'].old_serial}" in row["message"]
    assert planned.lab.writes("Birch", after=planned.mark) == []
    assert planned.rotated.exit_code == 2


def test_what_the_plan_leaves_alone_is_not_even_looked_at(planned: Planned) -> None:
    outcomes = planned.rotated.outcomes()
    assert {outcomes[host] for host in ("cedar", "dogwood", "elm")} == {"not_planned"}
    assert planned.lab.touched(after=planned.mark) == {"Alder", "Birch"}
